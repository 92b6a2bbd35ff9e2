import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Finds a TCP port of this machine that no process listens on. */
export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return String(port);
}
