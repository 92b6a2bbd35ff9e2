import type { ServerResponse } from 'node:http';
import { type ReceivedRequest, respondJson, serve, type TestServer } from './serve.ts';

/** Responds to one request, in the right way or a wrong one. */
export type Fate = (response: ServerResponse, received: ReceivedRequest) => unknown;

export type FaultyServer = TestServer & {
  /** Responds to all requests from now on. */
  fate: Fate;
};

/**
 * Starts a server that responds as its `fate` does; at first without faults, as an MCP server of 2025 whose tools
 * return hello.
 */
export async function startFaultyServer(): Promise<FaultyServer> {
  const server: FaultyServer = {
    ...(await serve((_, response, received) => server.fate(response, received))),
    fate: healthy,
  };
  return server;
}

/** Responds as an MCP server of 2025 without sessions. */
export const healthy: Fate = (response, { method, body }) => {
  const { id, method: rpcMethod } = Object(body);
  if (method !== 'POST') return response.writeHead(405).end();
  if (id === undefined) return response.writeHead(202).end();
  const result = results[rpcMethod];
  const rest = result ? { result } : { error: { code: -32601, message: 'Method not found' } };
  return respondJson(response, { jsonrpc: '2.0', id, ...rest });
};

const results: Readonly<Record<string, object>> = {
  initialize: {
    protocolVersion: '2025-06-18',
    capabilities: { tools: {} },
    serverInfo: { name: 'faulty', version: '1.0.0' },
  },
  'tools/list': { tools: [{ name: 'hello', inputSchema: { type: 'object' } }] },
  'tools/call': { content: [{ type: 'text', text: 'hello' }] },
};

/** Responds to tool calls in this way, and to everything else without faults. */
export const onToolCalls =
  (fate: Fate): Fate =>
  (response, received) =>
    Object(received.body).method === 'tools/call' ? fate(response, received) : healthy(response, received);

export const withStatus =
  (status: number, headers: Readonly<Record<string, string>> = {}): Fate =>
  (response) =>
    response.writeHead(status, headers).end();

export const withText =
  (text: string, contentType = 'application/json'): Fate =>
  (response) =>
    response.writeHead(200, { 'content-type': contentType }).end(text);

/** Responds with a result of any form. */
export const withResult =
  (result: unknown): Fate =>
  (response, { body }) =>
    respondJson(response, { jsonrpc: '2.0', id: Object(body).id, result });

/** Responds with a stream of these events, then ends it. */
export const withEvents =
  (...events: readonly string[]): Fate =>
  (response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(events.map((each) => `${each}\n\n`).join(''));

export const hang: Fate = () => {};

/** Closes the connection in the middle of a response. */
export const reset: Fate = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{');
  setTimeout(() => response.destroy(), 10);
};

/** Sends one byte every 20 ms, for ever. */
export const drip: Fate = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const dripping = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(dripping));
};

/** Sends 10 MB of spaces. */
export const flood: Fate = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(' '.repeat(10 * 1024 * 1024));
};
