import { randomUUID } from 'node:crypto';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { type FindContactServer, findContact, findContactTool } from '../lib/crm/servers/findContact.ts';
import { respondJson, serve, type TestServer } from '../lib/crm/servers/serve.ts';

export type Sdk1Server = TestServer & {
  /** Drops all sessions, as a restart does. */
  loseSessions(): void;
};

/** Serves `find_contact` with the MCP SDK of 2025, with sessions or without. */
export async function startSdk1Server({
  stateful,
  ...contacts
}: FindContactServer & { readonly stateful: boolean }): Promise<Sdk1Server> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();

  async function connect(): Promise<StreamableHTTPServerTransport> {
    const server = new Server({ name: 'sdk1', version: '1.0.0' }, { capabilities: { tools: {} } });
    server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [findContactTool] }));
    server.setRequestHandler(CallToolRequestSchema, ({ params }) => findContact(contacts, params.arguments));
    const transport = new StreamableHTTPServerTransport(
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
