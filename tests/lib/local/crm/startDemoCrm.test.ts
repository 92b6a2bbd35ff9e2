import { Client, StreamableHTTPClientTransport as Transport } from '@modelcontextprotocol/client';
import { demoCrm } from '../../../../lib/local/crm/records.ts';
import { startDemoCrm } from '../../../../lib/local/crm/startDemoCrm.ts';
import type { Listening } from '../../../../lib/local/listen.ts';

const info = { name: 'test', version: '1.0.0' };
const requestInit = { headers: { authorization: 'Bearer secret' } };

let crm: Listening;
beforeAll(async () => {
  crm = await startDemoCrm({ port: 0, token: 'secret' });
});
afterAll(() => crm.close());

const ada = {
  externalRef: demoCrm.known.externalRef,
  firstName: 'Ada',
  lastName: 'Lovelace',
  companyName: 'Analytical Engines Ltd',
  emails: expect.arrayContaining([demoCrm.known.email]),
  phones: [expect.stringMatching(/^\+\d+$/)],
};

describe('the demo CRM', () => {
  it('answers a client of the 2025 revisions', async () => {
    const { client, find } = await connect('legacy');
    expect(client.getNegotiatedProtocolVersion()).toMatch(/^2025-/);
    const { tools } = await client.listTools();
    expect(tools).toMatchObject([{ name: 'find_contact', inputSchema: { type: 'object' } }]);
    expect((await find({ email: demoCrm.known.email })).matches).toEqual([ada]);
    await client.close();
  });

  it('answers a client of the revision 2026-07-28', async () => {
    const { client, find } = await connect();
    expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    expect((await find({ email: demoCrm.known.email })).matches).toEqual([ada]);
    await client.close();
  });

  it('finds people by email, phone, name and id, which must all match', async () => {
    const { client, find } = await connect();
    const refs = async (query: object) => (await find(query)).matches.map(({ externalRef }) => externalRef);
    const { email, externalRef } = demoCrm.known;
    expect(await refs({ email: email.toUpperCase() })).toEqual([externalRef]);
    expect(await refs({ phone: '+44 20 7946 0018' })).toEqual([externalRef]);
    expect(await refs({ name: 'lovelace' })).toEqual([externalRef]);
    expect(await refs({ externalRef })).toEqual([externalRef]);
    expect(await refs({ externalRef: '0' })).toEqual([]);
    expect(await refs({ email, name: 'babbage' })).toEqual([]);
    expect(await refs({ email: 'nobody@nowhere.example' })).toEqual([]);
    expect(await refs({})).toEqual([]);
    await client.close();
  });

  it('returns both records of a shared address, and sets `truncated` if the limit cuts one off', async () => {
    const { client, find } = await connect();
    const { email } = demoCrm.ambiguous;
    const both = await find({ email });
    expect(both).toEqual({ matches: [expect.anything(), expect.anything()] });
    expect(await find({ email, limit: 1 })).toEqual({ matches: both.matches.slice(0, 1), truncated: true });
    await client.close();
  });

  it.each([{}, { authorization: 'Bearer other' }])('rejects a request with the headers %j', async (headers) => {
    const response = await fetch(crm.url, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /);
  });

  it('responds with 404 to other paths', async () => {
    const response = await fetch(new URL('/', crm.url), requestInit);
    expect(response.status).toBe(404);
  });
});

interface Matches {
  matches: { externalRef: string }[];
}

async function connect(mode: 'auto' | 'legacy' = 'auto') {
  const client = new Client(info, { versionNegotiation: { mode } });
  await client.connect(new Transport(new URL(crm.url), { requestInit }));
  const find = async (query: object) => {
    const { structuredContent } = await client.callTool({ name: 'find_contact', arguments: { ...query } });
    return structuredContent as Matches;
  };
  return { client, find };
}
