import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkRole } from './roles.ts';

/**
 * What happens to one request of the wire: it passes; its reply is lost; nothing ever comes back; this comes back in place of
 * asking; this comes back although it was done; or it was done, and in place of an answer this happens.
 */
export type Fate =
  | 'pass'
  | 'lose the reply'
  | 'hang'
  | Reply
  | { readonly butSay: Reply }
  | { readonly butThen: () => void };

type Reply = { readonly status: number; readonly body: string; readonly headers?: IncomingHttpHeaders };

/** A stretch of wire between the service and its DynamoDB, where requests are counted and can get lost. */
export type Wire = {
  readonly url: string;
  /** The operations asked for since they were last cleared, for example `UpdateItem`. */
  readonly operations: string[];
  /** Decides what happens to a request, which waits for that; `body` is its JSON. */
  fate: (operation: string, body: string) => Fate | Promise<Fate>;
  close(): Promise<void>;
};

/** Lays a wire to the engine at `target`. */
export async function layWire(target: string): Promise<Wire> {
  const operations: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const body = await read(incoming);
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    operations.push(operation);
    checkRole(incoming.headers, operation, body);
    const fate = await wire.fate(operation, body);
    if (fate === 'hang') return;
    const isAsked = typeof fate === 'string' || !('status' in fate);
    const real = isAsked ? await ask(target, incoming, body) : undefined;
    if (typeof fate === 'object' && 'butThen' in fate) return fate.butThen();
    const reply = typeof fate === 'string' ? real : 'butSay' in fate ? fate.butSay : fate;
    if (reply === undefined || fate === 'lose the reply') outgoing.destroy();
    else
      outgoing
        .writeHead(reply.status, reply.headers ?? { 'content-type': 'application/x-amz-json-1.0' })
        .end(reply.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const wire: Wire = {
    url: `http://127.0.0.1:${port}`,
    operations,
    fate: () => 'pass',
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return wire;
}

/** Gives the first request for an operation this fate, and lets all others pass. Returns whether it has come by now. */
export function onFirst(wire: Wire, operation: string, fate: Fate): () => boolean {
  let hasCome = false;
  wire.fate = (name) => {
    if (hasCome || name !== operation) return 'pass';
    hasCome = true;
    return fate;
  };
  return () => hasCome;
}

async function read(stream: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}

/** Asks the engine; `undefined` where it does not answer. */
async function ask(
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

/** DynamoDB's answer when a table is over its limit. */
export const throttled: Fate = {
  status: 400,
  body: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'Rate exceeded' }),
};

/** DynamoDB's answer when something is broken there. */
export const broken: Fate = {
  status: 500,
  body: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'Internal' }),
};

/** Does something else just before the first request for an operation is passed on. */
export function beforeFirst(wire: Wire, operation: string, act: () => Promise<unknown>): void {
  let isFirst = true;
  wire.fate = async (name): Promise<Fate> => {
    if (isFirst && name === operation) {
      isFirst = false;
      await act();
    }
    return 'pass';
  };
}
