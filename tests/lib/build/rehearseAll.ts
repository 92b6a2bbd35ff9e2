/**
 * A new process that rehearses the endpoints of the bundles in its arguments, one after the other. It sends the status
 * of each response and the number of connections that were opened meanwhile, by the bundle.
 */
import { subscribe } from 'node:diagnostics_channel';
import { createRequire } from 'node:module';

let connections = 0;
subscribe('net.client.socket', () => connections++);
const require = createRequire(import.meta.url);
const outcomes: [string, unknown, number][] = [];
for (const file of process.argv.slice(2)) {
  const { rehearse } = require(file);
  connections = 0;
  const response = await rehearse(60_000);
  outcomes.push([file, response?.statusCode, connections]);
}
process.send?.(outcomes);
process.disconnect?.();
