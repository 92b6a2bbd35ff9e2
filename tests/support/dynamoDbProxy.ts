import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onRequest, type Reply, type Request, reply } from './rawHttp.ts';
import { checkRole } from './roles.ts';

/**
 * What the proxy does with one request:
 *
 * - `pass`: forwards it and returns DynamoDB's reply
 * - `lose the reply`: forwards it, then closes the connection without a reply
 * - `hang`: neither forwards it nor replies; rejects it when the proxy closes
 * - a reply: returns this reply and does not forward the request
 * - `replaceReply`: forwards it, but returns this reply
 * - `insteadOfReply`: forwards it, then calls this function and does not reply
 */
export type Interception =
  | 'pass'
  | 'lose the reply'
  | 'hang'
  | Reply
  | { readonly replaceReply: Reply }
  | { readonly insteadOfReply: () => void };

/** An HTTP proxy between the service and DynamoDB. It records all requests and can inject faults. */
export type DynamoDbProxy = {
  readonly url: string;
  /** The operations of all requests since the list was last cleared, for example `UpdateItem`. */
  readonly operations: string[];
  /** Decides what happens to a request. The request waits for the decision. `body` is its JSON. */
  intercept: (operation: string, body: string) => Interception | Promise<Interception>;
  close(): Promise<void>;
};

/**
 * Starts a proxy to the DynamoDB engine at the URL `target`. Each connection has one to the engine, and what passes
 * goes on as it is: an HTTP server and client in between would take a third of the time of a request.
 */
export async function startDynamoDbProxy(target: string): Promise<DynamoDbProxy> {
  const operations: string[] = [];
  const sockets = new Set<Socket>();
  const hanging = new Set<Socket>();
  const { host, hostname, port: enginePort } = new URL(target);
  const server = createServer({ noDelay: true }, (client) => {
    const engine = connect({ host: hostname, port: Number(enginePort), noDelay: true });
    for (const socket of [client, engine]) {
      sockets.add(socket);
      // A connection that breaks closes, and takes the other one with it.
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    let onReply = (bytes: Buffer): void => void client.write(dated(bytes));
    engine.on('data', (bytes: Buffer) => onReply(bytes)).on('close', () => client.destroy());
    const insteadOfReply = (act: () => void): void => {
      onReply = () => {
        onReply = () => undefined;
        act();
      };
    };
    async function handle({ head, headers, body }: Request): Promise<void> {
      const operation = headers['x-amz-target']?.split('.')[1] ?? '';
      operations.push(operation);
      checkRole(headers, operation, body);
      const interception = await proxy.intercept(operation, body);
      if (interception === 'hang') {
        hanging.add(client);
        return;
      }
      if (interception === 'lose the reply') insteadOfReply(() => client.destroy());
      else if (interception !== 'pass') {
        if ('status' in interception) return reply(client, interception);
        if ('insteadOfReply' in interception) insteadOfReply(interception.insteadOfReply);
        else insteadOfReply(() => reply(client, interception.replaceReply));
      }
      // The engine refuses requests for other hosts.
      engine.write(`${head.replace(/^host:.*$/im, `host: ${host}`)}\r\n\r\n${body}`);
    }
    let handled = Promise.resolve();
    onRequest(client, (request) => {
      handled = handle(request);
    });
    // What has been received goes on, although nobody waits for its reply.
    client.on('close', () => handled.then(() => engine.end()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy: DynamoDbProxy = {
    url: `http://127.0.0.1:${port}`,
    operations,
    intercept: () => 'pass',
    async close() {
      // A client retries a request whose connection breaks, and then its timers keep the test process from exiting.
      await Promise.all([...hanging].map(reject));
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
  return proxy;
}

const dateHeader = '\r\nDate: ';

/** Puts the time of the test into the head of a reply, so that the client sees no skew where a test moves its clock. */
function dated(bytes: Buffer): Buffer {
  const at = bytes.indexOf(dateHeader);
  // A date has the same length always.
  if (at >= 0) bytes.write(new Date(Date.now()).toUTCString(), at + dateHeader.length);
  return bytes;
}

/**
 * Intercepts the first request of an operation, and lets all others pass. The returned function tells whether that
 * request has arrived.
 */
export function interceptFirst(proxy: DynamoDbProxy, operation: string, interception: Interception): () => boolean {
  let hasArrived = false;
  proxy.intercept = (name) => {
    if (hasArrived || name !== operation) return 'pass';
    hasArrived = true;
    return interception;
  };
  return () => hasArrived;
}

/** Replies with an error that clients do not retry. */
async function reject(client: Socket): Promise<void> {
  if (client.destroyed) return;
  reply(client, { status: 400, body: JSON.stringify({ __type: 'ValidationException', message: 'Closing' }) });
  const { promise, resolve } = Promise.withResolvers<void>();
  // `once` would reject for a connection that breaks.
  client.on('close', () => resolve());
  await promise;
}

/** DynamoDB's reply to a request that it throttles. */
export const throttled: Reply = {
  status: 400,
  body: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'Rate exceeded' }),
};

/** DynamoDB's reply to a request that fails in DynamoDB. */
export const broken: Reply = {
  status: 500,
  body: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'Internal' }),
};

/** Does something else just before the first request for an operation, about a contact if one is given, is passed on. */
export function beforeFirst(
  proxy: DynamoDbProxy,
  operation: string,
  act: () => Promise<unknown>,
  contactId = '',
): void {
  let isFirst = true;
  proxy.intercept = async (name, body): Promise<Interception> => {
    if (isFirst && name === operation && body.includes(contactId)) {
      isFirst = false;
      await act();
    }
    return 'pass';
  };
}

/**
 * Loses the reply to the first request for an operation, and does something else just before the second one, which is
 * its retry, is passed on. The returned function tells whether there was a retry.
 */
export function beforeRetry(
  proxy: DynamoDbProxy,
  operation: string,
  act: () => Promise<unknown>,
  fault: Interception = 'lose the reply',
): () => boolean {
  let attempts = 0;
  proxy.intercept = async (name): Promise<Interception> => {
    if (name !== operation || attempts === 2) return 'pass';
    attempts++;
    if (attempts === 1) return fault;
    await act();
    return 'pass';
  };
  return () => attempts === 2;
}

/** DynamoDB's reply to a transaction that it cancels for one reason. */
export const cancelled = (Code: string): Reply => ({
  status: 400,
  body: JSON.stringify({
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    Message: 'Transaction cancelled',
    CancellationReasons: [{ Code }, { Code: 'None' }],
  }),
});
