import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refuseForeign } from './refuseForeign.ts';
import { host } from './settings.ts';

export interface Listening {
  readonly url: string;
  /** Closes all connections, and resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * Serves HTTP on 127.0.0.1, but not to foreign hosts and web pages. Port 0 takes any free port; a port that is in use
 * rejects with `code` EADDRINUSE.
 */
export async function listen(port: number, listener: RequestListener): Promise<Listening> {
  const server = createServer(listener);
  refuseForeign(server, 'own');
  server.listen(port, host);
  await once(server, 'listening');
  const { port: boundPort } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${boundPort}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
