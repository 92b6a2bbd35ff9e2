import { crmFetch } from '../../../../lib/crm/crmFetch.ts';
import { openSession } from '../../../../lib/crm/mcp/openSession.ts';
import type { McpProtocol } from '../../../../schemas/crmConnection.ts';
import { startBareServer } from '../servers/bareServer.ts';
import { startEverything } from '../servers/everything.ts';
import { anna, type FindContactServer } from '../servers/findContact.ts';
import { startHubSpot } from '../servers/hubSpot.ts';
import { startModernServer } from '../servers/modernServer.ts';
import { startSdk1Server } from '../servers/sdk1Server.ts';
import { methodsOf, type TestServer } from '../servers/serve.ts';
import { anonymous } from './testSession.ts';

const started: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((each) => each.close()));
});
const closedAfterwards = async <T extends { close(): Promise<void> }>(start: Promise<T>): Promise<T> => {
  const server = await start;
  started.push(server);
  return server;
};

const fetch = crmFetch({ allowLoopback: true });
const signal = AbortSignal.timeout(15_000);
const openTo = ({ url }: { readonly url: string }, protocol?: McpProtocol) =>
  openSession({ url, authorization: anonymous, fetch, signal, protocol });

type Start = (contacts: FindContactServer) => Promise<TestServer>;
const startStateful: Start = (contacts) => startSdk1Server({ ...contacts, stateful: true });
const startStateless: Start = (contacts) => startSdk1Server({ ...contacts, stateful: false });

describe.each<[string, Start, McpProtocol]>([
  ['a server of 2025 with sessions', startStateful, 'legacy'],
  ['a server of 2025 without sessions', startStateless, 'legacy'],
  ['a server of 2026', startModernServer, 'modern'],
  ['a server with bare JSON-RPC', startBareServer, 'bare'],
])('%s', (_, start, protocol) => {
  it('lists its tools and finds a contact', async () => {
    const server = await closedAfterwards(start({ records: [anna] }));
    const session = await openTo(server);
    expect(session.protocol).toBe(protocol);
    expect((await session.listTools({ signal })).map(({ name }) => name)).toEqual(['find_contact']);
    const known = await session.callTool('find_contact', { email: 'anna@example.com' }, { signal });
    expect(known.structuredContent).toEqual({ matches: [anna] });
    const unknown = await session.callTool('find_contact', { email: 'nobody@example.com' }, { signal });
    expect(unknown.structuredContent).toEqual({ matches: [] });
    await session.close();
    expect(session.protocol).toBe(protocol);
  });

  it('returns the right result for each of 20 concurrent calls', async () => {
    const records = Array.from({ length: 20 }, (_, i) => ({
      ...anna,
      externalRef: `crm-${i}`,
      emails: [`${i}@x.org`],
    }));
    const session = await openTo(await closedAfterwards(start({ records })));
    const results = await Promise.all(
      records.map((_, i) => session.callTool('find_contact', { email: `${i}@x.org` }, { signal })),
    );
    expect(results.map(({ structuredContent }) => structuredContent)).toEqual(
      records.map((each) => ({ matches: [each] })),
    );
    await session.close();
  });

  it.each<McpProtocol>(['modern', 'legacy', 'bare'])('is recognised even if %s is tried first', async (expected) => {
    const server = await closedAfterwards(start({ records: [anna] }));
    const session = await openTo(server, expected);
    expect(session.protocol).toBe(protocol);
    const { structuredContent } = await session.callTool('find_contact', { email: 'anna@example.com' }, { signal });
    expect(structuredContent).toEqual({ matches: [anna] });
    await session.close();
  });

  it('returns an error of the tool as a result', async () => {
    const onCall = () => ({ isError: true, content: [{ type: 'text', text: 'no licence' }] });
    const session = await openTo(await closedAfterwards(start({ records: [], onCall })));
    const result = await session.callTool('find_contact', {}, { signal });
    expect(result).toMatchObject({ isError: true, content: [{ type: 'text', text: 'no licence' }] });
    await session.close();
  });

  it('needs no negotiation if its protocol is known', async () => {
    const server = await closedAfterwards(start({ records: [anna] }));
    const session = await openTo(server, protocol);
    await session.callTool('find_contact', { email: 'anna@example.com' }, { signal });
    await session.close();
    expect(methodsOf(server)).toEqual(
      {
        modern: ['server/discover', 'tools/call'],
        legacy: [
          'initialize',
          'notifications/initialized',
          'tools/call',
          ...(start === startStateful ? ['DELETE'] : []),
        ],
        bare: ['tools/list', 'tools/call'],
      }[protocol],
    );
  });
});

describe("MCP's example server", () => {
  it('lists and calls its tools', async () => {
    const session = await openTo(await closedAfterwards(startEverything()));
    expect(session.protocol).toBe('legacy');
    expect((await session.listTools({ signal })).map(({ name }) => name)).toContain('echo');
    const { content } = await session.callTool('echo', { message: 'good morning' }, { signal });
    expect(content).toEqual([{ type: 'text', text: 'Echo: good morning' }]);
    await session.close();
  });
});

describe("HubSpot's server", () => {
  const search = (email: string) => ({
    objectType: 'contacts',
    limit: 10,
    properties: ['email', 'firstname'],
    filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: email }] }],
  });
  const contacts = [{ id: '501', properties: { email: 'anna@example.com', firstname: 'Anna' } }];

  it('finds a contact by its email', async () => {
    const server = await closedAfterwards(startHubSpot({ contacts }));
    const session = await openTo(server);
    expect(session.protocol).toBe('legacy');
    expect((await session.listTools({ signal })).map(({ name }) => name)).toContain('hubspot-search-objects');
    const find = async (email: string) => {
      const { content } = await session.callTool('hubspot-search-objects', search(email), { signal });
      return JSON.parse(Object(content[0]).text).results;
    };
    expect(await find('anna@example.com')).toMatchObject([{ id: '501', properties: { firstname: 'Anna' } }]);
    expect(await find('nobody@example.com')).toEqual([]);
    expect(server.apiRequests).toHaveLength(2);
    await session.close();
  });

  it('returns an error if its API does', async () => {
    const session = await openTo(await closedAfterwards(startHubSpot({ contacts, status: 401 })));
    const { isError } = await session.callTool('hubspot-search-objects', search('anna@example.com'), { signal });
    expect(isError).toBe(true);
    await session.close();
  });
});
