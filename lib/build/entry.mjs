// Lambda takes no request before this module is complete.
import { createRequire } from 'node:module';

const { handler, rehearse } = createRequire(import.meta.url)(import.meta.filename.replace(/mjs$/, 'cjs'));
await rehearse();

export { handler };
