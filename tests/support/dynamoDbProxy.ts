import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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

type Reply = { readonly status: number; readonly body: string; readonly headers?: IncomingHttpHeaders };

/** An HTTP proxy between the service and DynamoDB. It records all requests and can inject faults. */
export type DynamoDbProxy = {
  readonly url: string;
  /** The operations of all requests since the list was last cleared, for example `UpdateItem`. */
  readonly operations: string[];
  /** Decides what happens to a request. The request waits for the decision. `body` is its JSON. */
  intercept: (operation: string, body: string) => Interception | Promise<Interception>;
  close(): Promise<void>;
};

/** Starts a proxy to the DynamoDB engine at the URL `target`. */
export async function startDynamoDbProxy(target: string): Promise<DynamoDbProxy> {
  const operations: string[] = [];
  const hanging = new Set<ServerResponse>();
  const server = createServer(async (incoming, outgoing) => {
    const body = await read(incoming);
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    operations.push(operation);
    checkRole(incoming.headers, operation, body);
    const interception = await proxy.intercept(operation, body);
    if (interception === 'hang') {
      hanging.add(outgoing.on('close', () => hanging.delete(outgoing)));
      return;
    }
    const isForwarded = typeof interception === 'string' || !('status' in interception);
    const engineReply = isForwarded ? await forward(target, incoming, body) : undefined;
    if (interception === 'lose the reply') return outgoing.destroy();
    if (interception === 'pass') return respond(outgoing, engineReply);
    if ('insteadOfReply' in interception) return interception.insteadOfReply();
    respond(outgoing, 'replaceReply' in interception ? interception.replaceReply : interception);
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
      await Promise.all([...hanging].map((outgoing) => reject(outgoing)));
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return proxy;
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
async function reject(outgoing: ServerResponse): Promise<void> {
  respond(outgoing, { status: 400, body: JSON.stringify({ __type: 'ValidationException', message: 'Closing' }) });
  await once(outgoing, 'close');
}

/** Sends a reply, or closes the connection if there is none. */
function respond(outgoing: ServerResponse, reply: Reply | undefined): void {
  if (!reply) outgoing.destroy();
  else
    outgoing.writeHead(reply.status, reply.headers ?? { 'content-type': 'application/x-amz-json-1.0' }).end(reply.body);
}

async function read(stream: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}

/** Sends a request to the engine. Returns its reply, or `undefined` if the connection fails. */
async function forward(
  target: string,
  { method, url, headers }: IncomingMessage,
  body: string,
): Promise<Reply | undefined> {
  const { host: _, ...rest } = headers;
  const { promise, resolve } = Promise.withResolvers<Reply | undefined>();
  const onward = request(new URL(url ?? '/', target), { method, headers: rest }, async (reply) => {
    resolve({ status: reply.statusCode ?? 502, headers: reply.headers, body: await read(reply) });
  });
  onward.on('error', () => resolve(undefined));
  onward.end(body);
  return promise;
}

/** DynamoDB's reply to a request that it throttles. */
export const throttled: Interception = {
  status: 400,
  body: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'Rate exceeded' }),
};

/** DynamoDB's reply to a request that fails in DynamoDB. */
export const broken: Interception = {
  status: 500,
  body: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'Internal' }),
};

/** Does something else just before the first request for an operation is passed on. */
export function beforeFirst(proxy: DynamoDbProxy, operation: string, act: () => Promise<unknown>): void {
  let isFirst = true;
  proxy.intercept = async (name): Promise<Interception> => {
    if (isFirst && name === operation) {
      isFirst = false;
      await act();
    }
    return 'pass';
  };
}
