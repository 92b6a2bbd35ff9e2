import { randomUUID } from 'node:crypto';
import { NodeStreamableHTTPServerTransport as Transport } from '@modelcontextprotocol/node';
import { Server } from '@modelcontextprotocol/server';
import { type FindContactServer, findContact, findContactTool } from './findContact.ts';
import { respondJson, serve, type TestServer } from './serve.ts';

export type LegacyServer = TestServer & {
  /** Drops all sessions, as a restart does. */
  loseSessions(): void;
};

/** Serves `find_contact` as the MCP revisions of 2025 do, with sessions or without. */
export async function startLegacyServer({
  stateful,
  ...contacts
}: FindContactServer & { readonly stateful: boolean }): Promise<LegacyServer> {
  const sessions = new Map<string, Transport>();

  async function connect(): Promise<Transport> {
    const server = new Server({ name: 'legacy', version: '1.0.0' }, { capabilities: { tools: {} } });
    server.setRequestHandler('tools/list', () => ({ tools: [findContactTool] }));
    server.setRequestHandler('tools/call', ({ params }) => findContact(contacts, params.arguments));
    const transport = new Transport(
      stateful
        ? {
            sessionIdGenerator: () => randomUUID(),
            onsessioninitialized: (id) => void sessions.set(id, transport),
            onsessionclosed: (id) => void sessions.delete(id),
          }
        : { enableJsonResponse: true },
    );
    // The SDK's own type does not fit the compiler's exactOptionalPropertyTypes.
    await server.connect(Object(transport));
    return transport;
  }

  const server = await serve(async (request, response, { headers, body }) => {
    const id = headers['mcp-session-id'];
    const known = typeof id === 'string' ? sessions.get(id) : undefined;
    if (typeof id === 'string' && !known) {
      const error = { code: -32001, message: 'Session not found' };
      return respondJson(response, { jsonrpc: '2.0', id: null, error }, 404);
    }
    const transport = known ?? (await connect());
    return transport.handleRequest(request, response, body === '' ? undefined : body);
  });
  return { ...server, loseSessions: () => sessions.clear() };
}
