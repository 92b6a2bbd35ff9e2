import { createServer } from 'node:net';
import { host } from './settings.ts';

/** Whether something listens on `port` already. */
export async function isTaken(port: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(true) : reject(error)));
  server.listen(port, host, () => server.close(() => resolve(false)));
  return promise;
}
