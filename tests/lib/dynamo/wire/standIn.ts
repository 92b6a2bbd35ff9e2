import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onRequest, type Request } from '../../../support/rawHttp.ts';

export type StandIn = {
  readonly url: string;
  /** The requests that have arrived. */
  readonly requests: Request[];
  /** The number of connections that were opened. */
  connections(): number;
  close(): void;
};

/** Starts a stand-in for DynamoDB, which does with each request what `act` does with its connection. */
export async function startStandIn(act: (socket: Socket, place: number) => void): Promise<StandIn> {
  const sockets = new Set<Socket>();
  const requests: Request[] = [];
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    sockets.add(socket.on('error', () => undefined));
    onRequest(socket, (request) => act(socket, requests.push(request)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Writes a response and leaves the connection open. */
export function respond(socket: Socket, status: number, body: string, headers: Record<string, string> = {}): void {
  const fields = { 'content-length': Buffer.byteLength(body), 'x-amzn-requestid': 'ID', ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${status} Any\r\n${lines.join('')}\r\n${body}`);
}
