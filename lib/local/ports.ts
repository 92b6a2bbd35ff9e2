import { createServer } from 'node:net';
import { host } from './settings.ts';

/** Whether something already listens on `port`. */
export async function isInUse(port: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(true) : reject(error)));
  server.listen(port, host, () => server.close(() => resolve(false)));
  return promise;
}
