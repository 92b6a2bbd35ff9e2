import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refuseForeign } from '../../refuseForeign.ts';
import { type Database, databaseError, openDatabase } from './database.ts';
import { isApiError } from './errors.ts';
import { operations } from './operations.ts';
import { startSweeping } from './sweep.ts';

const maxRequestBytes = 16 * 1024 * 1024;

export interface DynamoDb {
  url: string;
  port: number;
  /** Calls `listener` whenever a stream has new records. */
  onStreamRecord(listener: () => void): void;
  /** Answers the requests that it has received in full, then leaves no port, timer or file open. */
  close(): Promise<void>;
}

/**
 * Starts an embedded DynamoDB (and DynamoDB Streams, on the same port) that listens on 127.0.0.1 only. Port 0 takes any
 * free port; a port that is in use rejects with `code` EADDRINUSE. Data in `directory` survives restarts and crashes;
 * one process can use a directory at a time. Without a directory the data is in memory. Expired items, stream records
 * and tokens are deleted every `sweepMs` milliseconds.
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
  const inProgress = new Map<IncomingMessage, Promise<void>>();
  const server = createServer((request, response) => {
    const handled = handle(request, response).finally(() => inProgress.delete(request));
    inProgress.set(request, handled);
    return handled;
  });
  refuseForeign(server, 'own');
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request).catch(() => undefined);
    if (body === undefined) response.destroy();
    else await respond(await opened, request, body, response);
  }
  // The port comes first: a second engine on the same port and directory should report the port.
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const stopServer = async () => {
    server.close();
    const received = () => [...inProgress].flatMap(([{ complete }, handled]) => (complete ? handled : []));
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
    onStreamRecord: (listener) => void database.streams.on('record', listener),
    async close() {
      await stopServer();
      await stopSweeping();
      await database.level.close();
    },
  };
}

async function respond(
  database: Database,
  request: IncomingMessage,
  requestBody: string,
  response: ServerResponse,
): Promise<void> {
  const { status, body } = await execute(database, String(request.headers['x-amz-target']), requestBody);
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(text);
  if (!response.closed) await once(response, 'close');
}

async function execute(
  database: Database,
  target: string,
  requestBody: string,
): Promise<{ status: number; body: object }> {
  try {
    const [api = '', name = ''] = target.split('.');
    const operation = own(own(operations, api), name);
    if (!operation)
      return failure(400, 'com.amazon.coral.service#UnknownOperationException', `Unknown operation ${name}`);
    return { status: 200, body: await operation(database, parse(requestBody)) };
  } catch (error) {
    if (isApiError(error)) return { status: error.statusCode, body: error.body };
    if (error instanceof SyntaxError)
      return failure(400, 'com.amazon.coral.service#SerializationException', error.message);
    const message = databaseError(database.directory, error)?.message ?? Object(error).stack ?? String(error);
    return failure(500, 'com.amazonaws.dynamodb.v20120810#InternalServerError', message);
  }
}

function own<T>(entries: Record<string, T> | undefined, name: string): T | undefined {
  return entries && Object.hasOwn(entries, name) ? entries[name] : undefined;
}

function failure(status: number, type: string, message: string) {
  return { status, body: { __type: type, message } };
}

/** The whole body. Rejects if the connection ends early or the body is larger than DynamoDB allows. */
async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxRequestBytes) throw new Error(`The request is larger than ${maxRequestBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parse(requestBody: string): object {
  const body: unknown = JSON.parse(requestBody);
  if (typeof body !== 'object' || body === null) throw new SyntaxError('The body must be an object');
  return body;
}
