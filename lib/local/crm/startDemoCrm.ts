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
import { findContact, type Query } from './findContact.ts';

export interface DemoCrmOptions {
  readonly port: number;
  /** The bearer token that clients must send. */
  readonly token: string;
}

const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;

const query = {
  type: 'object',
  additionalProperties: false,
  properties: {
    email: text,
    phone: text,
    name: text,
    externalRef: text,
    limit: { type: 'integer', minimum: 1, maximum: 50 },
  },
} as const;

const person = {
  type: 'object',
  required: ['externalRef'],
  properties: { externalRef: text, emails: texts, phones: texts, firstName: text, lastName: text, companyName: text },
} as const;

const result = {
  type: 'object',
  required: ['matches'],
  properties: { matches: { type: 'array', items: person }, truncated: { type: 'boolean' } },
} as const;

/**
 * Starts the demo CRM: a stateless MCP server at /mcp on 127.0.0.1 with the tool that the preset `default` expects, for
 * clients of every protocol revision. Port 0 takes any free port; a port that is in use rejects with `code` EADDRINUSE.
 */
export async function startDemoCrm({ port, token }: DemoCrmOptions): Promise<Listening> {
  const mcp = createMcpHandler(makeServer);
  const authenticate = requireBearerAuth({ verifier: { verifyAccessToken: async (given) => verify(given, token) } });
  const handle = toNodeHandler(
    {
      async fetch(request, options) {
        const authInfo = await authenticate(request);
        return authInfo instanceof Response ? authInfo : mcp.fetch(request, { ...options, authInfo });
      },
    },
    { onerror: (error) => console.error('The demo CRM failed:', error) },
  );
  const listening = await listen(port, (request, response) => {
    // Node sets both on every received request.
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
      description: 'Finds people by their email, phone, name or id.',
      inputSchema: fromJsonSchema<Query>(query),
      outputSchema: fromJsonSchema(result),
    },
    (input) => {
      const structuredContent = findContact(input);
      return { structuredContent, content: [{ type: 'text', text: JSON.stringify(structuredContent) }] };
    },
  );
  return server;
}

/** The MCP SDK's description of a valid token. It does not expire. */
function verify(given: string, token: string) {
  if (given !== token) throw new OAuthError(OAuthErrorCode.InvalidToken, 'The token is not valid for the demo CRM');
  return { token, clientId: 'demo', scopes: [], expiresAt: Number.MAX_SAFE_INTEGER };
}
