import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Database, openDatabase } from './database.ts';
import { isApiError } from './errors.ts';
import { operations } from './operations.ts';
import { startSweeping } from './sweep.ts';

const maxRequestBytes = 16 * 1024 * 1024;

export interface DynamoDb {
  url: string;
  port: number;
  /** Answers the requests that it has received in full, then leaves no port, timer or file open. */
  close(): Promise<void>;
}

/**
 * Starts an embedded DynamoDB (and DynamoDB Streams, on the same port) that listens on 127.0.0.1 only.
 * `port` 0 takes any free one; a taken port rejects with `code` EADDRINUSE. `directory` keeps the data over restarts and
 * crashes, one process at a time; without it the data lives in memory. `sweepMs` is how often expired items, stream
 * records and tokens are deleted, 10 s if not given.
 */
export async function startDynamoDb({
  port,
  directory,
  sweepMs = 10_000,
}: {
  port: number;
  directory?: string;
  sweepMs?: number;
}): Promise<DynamoDb> {
  const { promise: opened, resolve: setOpened } = Promise.withResolvers<Database>();
  const running = new Map<IncomingMessage, Promise<void>>();
  const server = createServer((request, response) => {
    const answered = handle(request, response).finally(() => running.delete(request));
    running.set(request, answered);
    return answered;
  });
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request).catch(() => undefined);
    if (body === undefined) response.destroy();
    else await answer(await opened, request, body, response);
  }
  // The port comes first: of two engines for one directory the later one should name the taken port.
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const stopServer = async () => {
    server.close();
    const received = () => [...running].flatMap(([{ complete }, answered]) => (complete ? answered : []));
    while (received().length > 0) await Promise.all(received());
    server.closeAllConnections();
  };

  const database = await openDatabase(directory).catch(async (error) => {
    server.close();
    server.closeAllConnections();
    throw error;
  });
  setOpened(database);
  const stopSweeping = startSweeping(database, sweepMs);

  const { port: boundPort } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${boundPort}`,
    port: boundPort,
    async close() {
      await stopServer();
      await stopSweeping();
      await database.level.close();
    },
  };
}

async function answer(
  database: Database,
  request: IncomingMessage,
  requestBody: string,
  response: ServerResponse,
): Promise<void> {
  const { status, body } = await perform(database, String(request.headers['x-amz-target']), requestBody);
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(text);
  if (!response.closed) await once(response, 'close');
}

async function perform(
  database: Database,
  target: string,
  requestBody: string,
): Promise<{ status: number; body: object }> {
  try {
    const [api = '', name = ''] = target.split('.');
    const operation = own(own(operations, api), name);
    if (!operation) return failure(400, 'com.amazon.coral.service#UnknownOperationException', `Unknown target ${name}`);
    return { status: 200, body: await operation(database, parse(requestBody)) };
  } catch (error) {
    if (isApiError(error)) return { status: error.statusCode, body: error.body };
    if (error instanceof SyntaxError)
      return failure(400, 'com.amazon.coral.service#SerializationException', error.message);
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return failure(500, 'com.amazonaws.dynamodb.v20120810#InternalServerError', message);
  }
}

function own<T>(entries: Record<string, T> | undefined, name: string): T | undefined {
  return entries && Object.hasOwn(entries, name) ? entries[name] : undefined;
}

function failure(status: number, type: string, message: string) {
  return { status, body: { __type: type, message } };
}

/** The whole body. Rejects when the connection ends before, or when it is larger than DynamoDB takes. */
async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxRequestBytes) throw new Error(`A request has at most ${maxRequestBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parse(requestBody: string): object {
  const body: unknown = JSON.parse(requestBody);
  if (typeof body !== 'object' || body === null) throw new SyntaxError('The body must be an object');
  return body;
}
