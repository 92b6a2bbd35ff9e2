import type { Connection } from '../../../../lib/contacts/connection.ts';
import { checkTools } from '../../../../lib/crm/mcp/checkTools.ts';
import type { Session } from '../../../../lib/crm/mcp/session.ts';
import type { Lookup } from '../../../../schemas/crmLookups.ts';

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

  describe('for a lookup by externalRef', () => {
    const byRef = { by: 'externalRef', tool: 'find', args: { ref: '{{externalRef}}' } } as const;
    const withRef = { properties: { ...properties, ref: { type: 'string' } } };
    const isOptional = ({ by }: Lookup) => by === 'externalRef';
    /** A session in which the call that has the argument `ref` returns this result. */
    const sessionThat = (result: object): Session => ({
      ...sessionWith(withRef),
      callTool: async (_, args) => {
        const text = JSON.stringify('ref' in args ? result : { matches: [] });
        return { content: [{ type: 'text', text }], ...('ref' in args && result) };
      },
    });

    it('looks up an id that no record has, in the form that the lookup states', async () => {
      await checkTools(sessionWith(withRef), connectionWith(byRef, { ...byRef, absentRef: '003' }), signal);
      expect(calls).toEqual([
        ['find', { ref: '0' }],
        ['find', { ref: '003' }],
      ]);
    });

    it('rejects a tool that finds records for it, because the tool ignores the argument', async () => {
      const check = checkTools(sessionThat({ matches: [{ id: '7' }] }), connectionWith(byEmail, byRef), signal);
      const message = 'lookups/1/args finds records for an id that no record has (absentRef, or 0)';
      await expect(check).rejects.toMatchObject({ code: 'invalid', message });
    });

    it('rejects a tool that reports an error for it, because a lookup would fail where the record is gone', async () => {
      const check = checkTools(sessionThat({ isError: true }), connectionWith(byEmail, byRef), signal);
      await expect(check).rejects.toMatchObject({ reason: 'tool_error' });
    });

    it.each<[string, Session]>([
      ['does not accept the argument', sessionWith({ properties })],
      ['does not state the argument', sessionWith({})],
      ['ignores the argument', sessionThat({ matches: [{ id: '7' }] })],
      ['reports an error', sessionThat({ isError: true })],
      ['returns something else', sessionThat({ record: null })],
    ])('leaves it out if it is optional and the tool %s', async (_, session) => {
      expect(await checkTools(session, connectionWith(byEmail, byRef), signal, isOptional)).toEqual([byEmail]);
    });

    it('keeps it if it is optional and the tool supports it', async () => {
      const all = [byEmail, byRef];
      expect(await checkTools(sessionWith(withRef), connectionWith(...all), signal, isOptional)).toEqual(all);
    });
  });
});
