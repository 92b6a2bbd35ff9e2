import { fileURLToPath } from 'node:url';
import { freePort } from '../support/freePort.ts';
import { startChild } from './childProcess.ts';

/** Serves MCP's own example server in its own process. */
export async function startEverything(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const port = await freePort();
  const program = fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-everything/dist/index.js'));
  const { child, end } = startChild([program, 'streamableHttp'], { PORT: port });
  child.stdout.resume();
  for await (const line of child.stderr.setEncoding('utf8')) if (line.includes('listening')) break;
  return { url: `http://127.0.0.1:${port}/mcp`, close: end };
}
