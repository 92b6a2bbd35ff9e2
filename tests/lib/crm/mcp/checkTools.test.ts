import type { Connection } from '../../../../lib/contacts/connection.ts';
import { checkTools } from '../../../../lib/crm/mcp/checkTools.ts';
import type { Session } from '../../../../lib/crm/mcp/session.ts';

const calls: [string, object][] = [];
beforeEach(() => {
  calls.length = 0;
});

const sessionWith = (inputSchema: object, result: object = { matches: [] }): Session => ({
  protocol: 'modern',
  listTools: async () => [{ name: 'find', inputSchema: { type: 'object', ...inputSchema } }],
  callTool: async (name, args) => {
    calls.push([name, args]);
    return { content: [{ type: 'text', text: JSON.stringify(result) }] };
  },
  close: async () => {},
});

const connectionWith = (...lookups: Connection['lookups']): Connection => ({
  tenantId: 't',
  revision: 'r',
  url: 'https://mcp.example.com/mcp',
  auth: { type: 'none' },
  injectTenant: false,
  lookups,
  result: { from: 'text', items: 'matches', map: { externalRef: 'id' } },
});
const byEmail = { by: 'email', tool: 'find', args: { email: '{{email}}', limit: 10 } } as const;
const byPhone = { by: 'phone', tool: 'find', args: { phone: '{{phone}}' } } as const;

const properties = { email: { type: 'string' }, phone: { type: 'string' }, limit: { type: 'integer' } };
const { signal } = new AbortController();

describe('checkTools', () => {
  it('calls the tool of every lookup for a person who does not exist', async () => {
    await checkTools(sessionWith({ properties }), connectionWith(byEmail, byPhone), signal);
    expect(calls).toEqual([
      ['find', { email: 'lookup-test@example.com', limit: 10 }],
      ['find', { phone: '+12025550123' }],
    ]);
  });

  it.each<[string, object, Connection['lookups'][number], string]>([
    ['a tool', { properties }, { ...byEmail, tool: 'search' }, "lookups/0/tool is not one of the server's tools: find"],
    ['an argument', { properties: { email: {} } }, byEmail, 'lookups/0/args has limit, which the tool does not accept'],
    [
      'a type',
      { properties: { ...properties, limit: { type: 'string' } } },
      byEmail,
      "lookups/0/args does not match the tool's schema: ",
    ],
  ])('rejects %s that the server does not have, and calls no tool', async (_, schema, lookup, message) => {
    const check = checkTools(sessionWith(schema), connectionWith(lookup), signal);
    await expect(check).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining(message) });
    expect(calls).toEqual([]);
  });

  it('does not evaluate regular expressions of the server', async () => {
    const pattern = { type: 'string', pattern: '^(([a-z]+)+)+$' };
    await checkTools(sessionWith({ properties: { ...properties, email: pattern } }), connectionWith(byEmail), signal);
    expect(calls).toHaveLength(1);
  });

  it('fails if the mapping cannot read the result', async () => {
    const check = checkTools(sessionWith({ properties }, { people: [] }), connectionWith(byEmail), signal);
    await expect(check).rejects.toMatchObject({ code: 'crm_failed', reason: 'unreadable' });
  });
});
