import type { Authorization } from '../../../../lib/crm/credentials/authorization.ts';
import { openSession } from '../../../../lib/crm/mcp/openSession.ts';
import { outboundFetch } from '../../../../lib/outbound/outboundFetch.ts';
import type { CrmEra } from '../../../../schemas/crmConnection.ts';
import { startBareServer } from '../servers/bareServer.ts';
import { startEverything } from '../servers/everything.ts';
import { anna, type FindContactServer } from '../servers/findContact.ts';
import { startHubSpot } from '../servers/hubSpot.ts';
import { startModernServer } from '../servers/modernServer.ts';
import { startSdk1Server } from '../servers/sdk1Server.ts';
import { methodsOf, type TestServer } from '../servers/serve.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});
const kept = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
  const started = await starting;
  open.push(started);
  return started;
};

const anybody: Authorization = { headers: async () => ({}), renew: async () => false };
const fetch = outboundFetch({ allowLoopback: true });
const signal = AbortSignal.timeout(15_000);
const openTo = ({ url }: { readonly url: string }, era?: CrmEra) =>
  openSession({ url, authorization: anybody, fetch, signal, era });

type Start = (contacts: FindContactServer) => Promise<TestServer>;
const startStateful: Start = (contacts) => startSdk1Server({ ...contacts, stateful: true });
const startStateless: Start = (contacts) => startSdk1Server({ ...contacts, stateful: false });

describe.each<[string, Start, CrmEra]>([
  ['a server of 2025 with sessions', startStateful, 'legacy'],
  ['a server of 2025 without sessions', startStateless, 'legacy'],
  ['a server of 2026', startModernServer, 'modern'],
  ['a server of bare JSON-RPC', startBareServer, 'bare'],
])('%s', (_, start, era) => {
  it('is asked for its tools and for a contact', async () => {
    const server = await kept(start({ records: [anna] }));
    const session = await openTo(server);
    expect(session.era).toBe(era);
    expect((await session.listTools({ signal })).map(({ name }) => name)).toEqual(['find_contact']);
    const known = await session.callTool('find_contact', { email: 'anna@example.com' }, { signal });
    expect(known.structuredContent).toEqual({ matches: [anna] });
    const unknown = await session.callTool('find_contact', { email: 'nobody@example.com' }, { signal });
    expect(unknown.structuredContent).toEqual({ matches: [] });
    await session.close();
  });

  it('answers many calls at once, each with its own answer', async () => {
    const records = Array.from({ length: 20 }, (_, i) => ({
      ...anna,
      externalRef: `crm-${i}`,
      emails: [`${i}@x.org`],
    }));
    const session = await openTo(await kept(start({ records })));
    const answers = await Promise.all(
      records.map((_, i) => session.callTool('find_contact', { email: `${i}@x.org` }, { signal })),
    );
    expect(answers.map(({ structuredContent }) => structuredContent)).toEqual(
      records.map((each) => ({ matches: [each] })),
    );
    await session.close();
  });

  it.each<CrmEra>(['modern', 'legacy', 'bare'])('is found out also if it was thought to be %s', async (thought) => {
    const server = await kept(start({ records: [anna] }));
    const session = await openTo(server, thought);
    expect(session.era).toBe(era);
    const { structuredContent } = await session.callTool('find_contact', { email: 'anna@example.com' }, { signal });
    expect(structuredContent).toEqual({ matches: [anna] });
    await session.close();
  });

  it('hands on what the tool says of its failure', async () => {
    const onCall = () => ({ isError: true, content: [{ type: 'text', text: 'no licence' }] });
    const session = await openTo(await kept(start({ records: [], onCall })));
    const result = await session.callTool('find_contact', {}, { signal });
    expect(result).toMatchObject({ isError: true, content: [{ type: 'text', text: 'no licence' }] });
    await session.close();
  });

  it('is not asked a second time what it spoke', async () => {
    const server = await kept(start({ records: [anna] }));
    const session = await openTo(server, era);
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
      }[era],
    );
  });
});

describe('the example server of MCP', () => {
  it('lists and calls its tools', async () => {
    const session = await openTo(await kept(startEverything()));
    expect(session.era).toBe('legacy');
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
    const server = await kept(startHubSpot({ contacts }));
    const session = await openTo(server);
    expect(session.era).toBe('legacy');
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

  it('says that it failed when its API does', async () => {
    const session = await openTo(await kept(startHubSpot({ contacts, status: 401 })));
    const { isError } = await session.callTool('hubspot-search-objects', search('anna@example.com'), { signal });
    expect(isError).toBe(true);
    await session.close();
  });
});
