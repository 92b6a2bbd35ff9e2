import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { Server } from '@modelcontextprotocol/server';
import { type FindContactServer, findContact, tools } from './findContact.ts';
import { respondJson, serve, type TestServer } from './serve.ts';

export type LegacyServer = TestServer & {
  /** Drops all sessions, as a restart does. */
  loseSessions(): void;
};

/** The part of an SDK's transport that serves one session, or one request without a session. */
export interface Transport {
  handleRequest(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void>;
}

/** The options of a transport, in every generation of the SDK. */
export type TransportOptions = {
  sessionIdGenerator?: () => string;
  onsessioninitialized?: (id: string) => void;
  onsessionclosed?: (id: string) => void;
  enableJsonResponse?: boolean;
};

/** Serves `find_contact` as the MCP revisions of 2025 do, with sessions or without. */
export const startLegacyServer = ({ stateful, ...contacts }: FindContactServer & { readonly stateful: boolean }) =>
  serveSessions(stateful, async (options) => {
    const server = new Server({ name: 'legacy', version: '1.0.0' }, { capabilities: { tools: {} } });
    server.setRequestHandler('tools/list', () => ({ tools }));
    server.setRequestHandler('tools/call', ({ params }) => findContact(contacts, params.arguments));
    const transport = new NodeStreamableHTTPServerTransport(options);
    // The SDK's own type does not fit the compiler's exactOptionalPropertyTypes.
    await server.connect(Object(transport));
    return transport;
  });

/** Serves MCP with one transport for each session, or for each request if it is not `stateful`. */
export async function serveSessions(
  stateful: boolean,
  connect: (options: TransportOptions) => Promise<Transport>,
): Promise<LegacyServer> {
  const sessions = new Map<string, Transport>();

  async function open(): Promise<Transport> {
    const transport = await connect(
      stateful
        ? {
            sessionIdGenerator: () => randomUUID(),
            onsessioninitialized: (id) => void sessions.set(id, transport),
            onsessionclosed: (id) => void sessions.delete(id),
          }
        : { enableJsonResponse: true },
    );
    return transport;
  }

  const server = await serve(async (request, response, { headers, body }) => {
    const id = headers['mcp-session-id'];
    const known = typeof id === 'string' ? sessions.get(id) : undefined;
    if (typeof id === 'string' && !known) {
      const error = { code: -32001, message: 'Session not found' };
      return respondJson(response, { jsonrpc: '2.0', id: null, error }, 404);
    }
    const transport = known ?? (await open());
    return transport.handleRequest(request, response, body === '' ? undefined : body);
  });
  return { ...server, loseSessions: () => sessions.clear() };
}
