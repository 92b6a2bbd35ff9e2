import { email, startLookups } from '../handlers/events/lookups.ts';
import { closedAfterwards, legacyMethods, openTo, sessionContract, signal } from '../lib/crm/mcp/sessionContract.ts';
import { startEverything } from './everything.ts';
import { startHubSpot } from './hubSpot.ts';
import { startSdk1Server } from './sdk1Server.ts';

const { connect, create, get, link, attempt, resolve } = await startLookups();

describe("the MCP SDK's first generation, with sessions,", () =>
  sessionContract({
    start: (contacts) => startSdk1Server({ ...contacts, stateful: true }),
    protocol: 'legacy',
    methods: [...legacyMethods, 'DELETE'],
  }));

describe("the MCP SDK's first generation, without sessions,", () =>
  sessionContract({
    start: (contacts) => startSdk1Server({ ...contacts, stateful: false }),
    protocol: 'legacy',
    methods: legacyMethods,
  }));

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

  it('resolves a contact by its preset', async () => {
    const properties = { email, firstname: 'Anna', lastname: 'Schmidt', company: 'Example GmbH', phone: '030 1234567' };
    const hubSpot = await closedAfterwards(startHubSpot({ contacts: [{ id: '501', properties }] }));
    expect(await connect({ preset: 'hubspot', url: hubSpot.url, auth: { type: 'none' } })).toBe(200);
    const { id } = await create({ email });
    expect(await resolve(id)).toEqual([]);
    expect(await get(id)).toMatchObject({ externalRef: '501', lastName: 'Schmidt', companyName: 'Example GmbH' });
  });

  it('returns the record that a person links by its id, and nothing for one that it lacks', async () => {
    const properties = { firstname: 'Anna', lastname: 'Schmidt' };
    const hubSpot = await closedAfterwards(startHubSpot({ contacts: [{ id: '501', properties }] }));
    expect(await connect({ preset: 'hubspot', url: hubSpot.url, auth: { type: 'none' } })).toBe(200);
    const [known, unknown] = [await create({ email }), await create({ email: 'bo@example.com' })];
    await link(known.id, '501');
    await link(unknown.id, '502');
    expect(await resolve(known.id, unknown.id)).toEqual([]);
    expect(await get(known.id)).toMatchObject({ resolutionStatus: 'manually_resolved', lastName: 'Schmidt' });
    expect((await attempt(unknown.id)).outcome).toBe('not_found');
  });
});
