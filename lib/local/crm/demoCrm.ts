import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  fromJsonSchema,
  McpServer,
  OAuthError,
  OAuthErrorCode,
  requireBearerAuth,
} from '@modelcontextprotocol/server';
import { type Listening, listen } from '../listen.ts';
import { findContact, type LookupAddresses } from './findContact.ts';

export interface DemoCrmOptions {
  readonly port: number;
  /** Whoever asks must show this as a bearer token. */
  readonly token: string;
}

const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;

const question = {
  type: 'object',
  additionalProperties: false,
  properties: { email: text, phone: text, name: text, limit: { type: 'integer', minimum: 1, maximum: 50 } },
} as const;

const person = {
  type: 'object',
  required: ['externalRef'],
  properties: { externalRef: text, emails: texts, phones: texts, firstName: text, lastName: text, companyName: text },
} as const;

const found = {
  type: 'object',
  required: ['matches'],
  properties: { matches: { type: 'array', items: person }, truncated: { type: 'boolean' } },
} as const;

/**
 * Starts the demo CRM: an MCP server at /mcp on 127.0.0.1 that has the tool of the default contract, without sessions, for
 * clients of every revision. A taken port rejects with `code` EADDRINUSE; 0 takes any free one.
 */
export async function startDemoCrm({ port, token }: DemoCrmOptions): Promise<Listening> {
  const mcp = createMcpHandler(makeServer);
  const admit = requireBearerAuth({ verifier: { verifyAccessToken: async (given) => verify(given, token) } });
  const handle = toNodeHandler(
    {
      async fetch(request, options) {
        const authInfo = await admit(request);
        return authInfo instanceof Response ? authInfo : mcp.fetch(request, { ...options, authInfo });
      },
    },
    { onerror: (error) => console.error('The demo CRM failed:', error) },
  );
  const listening = await listen(port, (request, response) => {
    // What comes over the wire has both.
    const { method = '', url = '' } = request;
    if (url === '/mcp') void handle(Object.assign(request, { method, url }), response);
    else response.writeHead(404).end();
  });
  return {
    url: `${listening.url}/mcp`,
    async close() {
      await mcp.close();
      await listening.close();
    },
  };
}

function makeServer(): McpServer {
  const server = new McpServer({ name: 'demo-crm', version: '1.0.0' });
  server.registerTool(
    'find_contact',
    {
      description: 'Finds people by their email, phone or name.',
      inputSchema: fromJsonSchema<LookupAddresses>(question),
      outputSchema: fromJsonSchema(found),
    },
    (asked) => {
      const structuredContent = findContact(asked);
      return { structuredContent, content: [{ type: 'text', text: JSON.stringify(structuredContent) }] };
    },
  );
  return server;
}

/** What the SDK wants to know of a token; this one lasts as long as the process. */
function verify(given: string, token: string) {
  if (given !== token) throw new OAuthError(OAuthErrorCode.InvalidToken, 'The demo CRM does not know this token');
  return { token, clientId: 'demo', scopes: [], expiresAt: Number.MAX_SAFE_INTEGER };
}
