import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { type FindContactServer, findContact, tools } from '../lib/crm/servers/findContact.ts';
import { serveSessions } from '../lib/crm/servers/legacyServer.ts';

/** Serves `find_contact` with the MCP SDK of 2025, with sessions or without. */
export const startSdk1Server = ({ stateful, ...contacts }: FindContactServer & { readonly stateful: boolean }) =>
  serveSessions(stateful, async (options) => {
    const server = new Server({ name: 'sdk1', version: '1.0.0' }, { capabilities: { tools: {} } });
    server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }));
    server.setRequestHandler(CallToolRequestSchema, ({ params }) => findContact(contacts, params.arguments));
    const transport = new StreamableHTTPServerTransport(options);
    // The SDK's own type does not fit the compiler's exactOptionalPropertyTypes.
    await server.connect(Object(transport));
    return transport;
  });
