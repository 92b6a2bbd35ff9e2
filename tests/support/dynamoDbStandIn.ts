import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { onRequest } from './rawHttp.ts';

/** What happens to a connection: its requests get replies or none, or it is reset. */
export type Behaviour = 'reply' | 'hang' | 'reset';

export type DynamoDbStandIn = {
  readonly url: string;
  behaviour: Behaviour;
  /** The number of connections so far. */
  connections: number;
  /** `GET /ping`, or the operation and the body of each request so far. */
  readonly requests: string[];
  close(): Promise<unknown>;
};

/** Starts a server that records all requests, and sends to each operation the reply in `replies`. */
export async function startStandIn(replies: Readonly<Record<string, object>>): Promise<DynamoDbStandIn> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ noDelay: true }, (socket) => {
    standIn.connections++;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    if (standIn.behaviour === 'reset') return void socket.resetAndDestroy();
    onRequest(socket, ({ head, headers, body }) => {
      const operation = headers['x-amz-target']?.split('.')[1];
      standIn.requests.push(operation ? `${operation} ${body}` : head.replace(/ HTTP.*/s, ''));
      if (standIn.behaviour === 'hang') return;
      const text = operation ? JSON.stringify(replies[operation]) : 'healthy: dynamodb.local.amazonaws.com ';
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const standIn: DynamoDbStandIn = {
    url: `http://127.0.0.1:${port}`,
    behaviour: 'reply',
    connections: 0,
    requests: [],
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      return once(server, 'close');
    },
  };
  return standIn;
}
