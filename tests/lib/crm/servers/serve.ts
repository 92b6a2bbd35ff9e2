import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A received request; `body` is parsed if it is JSON. */
export type ReceivedRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
};

export type TestServer = {
  /** The URL of the MCP endpoint. */
  readonly url: string;
  /** The received requests, in order. */
  readonly requests: readonly ReceivedRequest[];
  close(): Promise<void>;
};

export type Listener = (request: IncomingMessage, response: ServerResponse, received: ReceivedRequest) => unknown;

/** Serves HTTP on 127.0.0.1. */
export async function serve(listener: Listener): Promise<TestServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const received = { method, path, headers, body: parsed(await read(request)) };
    requests.push(received);
    await listener(request, response, received);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    requests,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** The JSON-RPC method of each request, or its HTTP method if it has none. */
export const methodsOf = ({ requests }: TestServer): string[] =>
  requests.map(({ method, body }) => Object(body).method ?? method);

export const respondJson = (response: ServerResponse, body: unknown, status = 200, headers = {}): unknown =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

async function read(stream: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
