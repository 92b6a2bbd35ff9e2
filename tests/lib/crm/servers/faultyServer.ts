import type { ServerResponse } from 'node:http';
import { type Asked, answerJson, serve, type TestServer } from './serve.ts';

/** What goes wrong, or goes as it should, with one request. */
export type Fate = (response: ServerResponse, asked: Asked) => unknown;

export type FaultyServer = TestServer & {
  /** Decides what happens to what comes next. */
  fate: Fate;
};

/** Serves whatever its fate says; at first a session of 2025 without faults, of which every tool says hello. */
export async function startFaultyServer(): Promise<FaultyServer> {
  const server: FaultyServer = {
    ...(await serve((_, response, asked) => server.fate(response, asked))),
    fate: healthy,
  };
  return server;
}

/** Speaks as a server of 2025 without sessions. */
export const healthy: Fate = (response, { method, body }) => {
  const { id, method: asked } = Object(body);
  if (method !== 'POST') return response.writeHead(405).end();
  if (id === undefined) return response.writeHead(202).end();
  const result = results[asked];
  const rest = result ? { result } : { error: { code: -32601, message: 'Method not found' } };
  return answerJson(response, { jsonrpc: '2.0', id, ...rest });
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

/** The same, but that this happens to the calls of tools. */
export const onToolCalls =
  (fate: Fate): Fate =>
  (response, asked) =>
    Object(asked.body).method === 'tools/call' ? fate(response, asked) : healthy(response, asked);

export const withStatus =
  (status: number, headers: Readonly<Record<string, string>> = {}): Fate =>
  (response) =>
    response.writeHead(status, headers).end();

export const withText =
  (text: string, contentType = 'application/json'): Fate =>
  (response) =>
    response.writeHead(200, { 'content-type': contentType }).end(text);

/** The result may have any form. */
export const withResult =
  (result: unknown): Fate =>
  (response, { body }) =>
    answerJson(response, { jsonrpc: '2.0', id: Object(body).id, result });

/** Events of a stream, which ends after them. */
export const withEvents =
  (...events: readonly string[]): Fate =>
  (response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(events.map((each) => `${each}\n\n`).join(''));

export const hang: Fate = () => {};

/** Ends the connection in the middle of an answer. */
export const reset: Fate = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{');
  setTimeout(() => response.destroy(), 10);
};

/** Gives one byte every 20 ms, for ever. */
export const drip: Fate = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const dripping = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(dripping));
};

/** 10 MB of blanks, as fast as they are taken. */
export const flood: Fate = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(' '.repeat(10 * 1024 * 1024));
};
