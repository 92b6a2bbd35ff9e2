// Lambda takes no request before this module is complete.
// An import would make an ES module of Node's own, which takes longer.
const { createRequire } = process.getBuiltinModule('node:module');

const { handler, rehearse } = createRequire(import.meta.url)(import.meta.filename.replace(/mjs$/, 'cjs'));
await rehearse();

export { handler };
