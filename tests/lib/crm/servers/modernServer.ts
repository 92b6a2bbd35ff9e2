import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';
import { type FindContactServer, findContact, tools } from './findContact.ts';
import { serve, type TestServer } from './serve.ts';

/** Serves `find_contact` with MCP 2026-07-28 only. */
export async function startModernServer(contacts: FindContactServer): Promise<TestServer> {
  const handler = createMcpHandler(
    () => {
      const server = new Server({ name: 'modern', version: '1.0.0' }, { capabilities: { tools: {} } });
      server.setRequestHandler('tools/list', () => ({ tools }));
      server.setRequestHandler('tools/call', ({ params }) => findContact(contacts, params.arguments));
      return server;
    },
    { legacy: 'reject' },
  );
  const handle = toNodeHandler(handler);
  return serve((request, response, { body }) => handle(Object(request), Object(response), body));
}
