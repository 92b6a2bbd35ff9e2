import { randomUUID } from 'node:crypto';
import type { Connection } from '../../../lib/contacts/connection.ts';
import { canLookUp, lookUp, testLookUp } from '../../../lib/crm/lookUp.ts';
import { presets } from '../../../lib/crm/presets/presets.ts';
import { allowCrms } from '../../support/crm.ts';
import { failConnections } from '../../support/failConnections.ts';
import { type FaultyServer, onToolCalls, startFaultyServer, withResult, withStatus } from './servers/faultyServer.ts';
import { anna } from './servers/findContact.ts';
import { startModernServer } from './servers/modernServer.ts';
import { methodsOf, type TestServer } from './servers/serve.ts';

await allowCrms();
let server: TestServer;
let faulty: FaultyServer;
beforeEach(async () => {
  server = await startModernServer({ records: [anna, { ...anna, externalRef: 'crm-2', emails: ['bo@example.com'] }] });
  faulty = await startFaultyServer();
});
afterEach(() => Promise.all([server.close(), faulty.close()]));

const connectionTo = ({ url }: TestServer): Connection => ({
  tenantId: 't',
  revision: randomUUID(),
  url,
  auth: { type: 'none' },
  injectTenant: false,
  ...presets.default,
});
const callsOf = (to: TestServer) => methodsOf(to).filter((method) => method === 'tools/call').length;
const [phone] = anna.phones;
const addresses = { email: 'nobody@example.com', phone: phone ?? null };

describe('lookUp', () => {
  it('returns the matches of the first lookup that has any, and the protocol of the server', async () => {
    const { protocol, result } = await lookUp(connectionTo(server), { ...addresses, email: 'ANNA@example.com' });
    expect([protocol, callsOf(server)]).toEqual(['modern', 1]);
    expect(result).toMatchObject({ evidence: { by: 'email' }, matches: [{ externalRef: 'crm-1' }], others: [] });
  });

  it('tries the next lookup if one has no match', async () => {
    const { result } = await lookUp(connectionTo(server), addresses);
    expect(callsOf(server)).toBe(2);
    expect(result).toMatchObject({ evidence: { by: 'phone', value: phone }, isTruncated: false });
    expect(result?.matches.map(({ externalRef }) => externalRef)).toEqual(['crm-1', 'crm-2']);
  });

  it('looks up every form under which the CRM may have an address, and takes the records of all', async () => {
    const records = [
      { ...anna, phones: ['+551187650001'], emails: ['anna@googlemail.com'] },
      { ...anna, externalRef: 'crm-2', phones: ['+5511987650001'], emails: ['anna@gmail.com'] },
    ];
    const crm = await startModernServer({ records });
    const byPhone = await lookUp(connectionTo(crm), { email: null, phone: '+5511987650001' });
    const byEmail = await lookUp(connectionTo(crm), { email: 'Anna@gmail.com', phone: null });
    expect(callsOf(crm)).toBe(4);
    for (const { result } of [byPhone, byEmail]) {
      expect(result?.matches.map(({ externalRef }) => externalRef).sort()).toEqual(['crm-1', 'crm-2']);
      expect(result?.others).toEqual([]);
    }
    await crm.close();
  });

  it('returns a refused record with the others', async () => {
    const { result } = await lookUp(connectionTo(server), addresses, { refused: new Set(['crm-1']) });
    expect(result).toMatchObject({ matches: [{ externalRef: 'crm-2' }], others: [{ externalRef: 'crm-1' }] });
  });

  it('returns a failure of the CRM', async () => {
    faulty.fate = withStatus(500);
    expect(await lookUp(connectionTo(faulty), addresses)).toMatchObject({ failure: { reason: 'http_error' } });
  });

  it('throws if this machine has no sockets left: that is no failure of the CRM', async () => {
    const restore = failConnections('EMFILE');
    await expect(lookUp(connectionTo(server), addresses)).rejects.toMatchObject({ code: 'unavailable' });
    restore();
  });

  it('opens a new session after a failure, but not after an error of a tool', async () => {
    const connection = connectionTo(faulty);
    const sessions = () => methodsOf(faulty).filter((method) => method === 'initialize').length;
    for (const [fate, expected] of [
      [withResult({ content: [], isError: true }), 1],
      [withStatus(500), 1],
      [withStatus(500), 2],
    ] as const) {
      faulty.fate = onToolCalls(fate);
      expect((await lookUp(connection, addresses)).failure).toBeDefined();
      expect(sessions()).toBe(expected);
    }
  });
});

describe('canLookUp and testLookUp', () => {
  it('skip a lookup whose escaper refuses the address, and send no request for it', async () => {
    const lookups = presets.default.lookups.map((each) => ({ ...each, args: { email: `{{${each.by}|sql}}` } }));
    const connection = { ...connectionTo(server), lookups: lookups.slice(0, 1) };
    const hostile = { email: 'ʼ--@example.com', phone: null };
    expect(canLookUp(connection, hostile)).toBe(false);
    await expect(testLookUp(connection, hostile)).rejects.toMatchObject({ code: 'invalid' });
    expect(server.requests).toEqual([]);
    expect(canLookUp({ ...connection, lookups }, { ...hostile, phone: addresses.phone })).toBe(true);
  });

  it('need a lookup for one of the addresses', async () => {
    const connection = { ...connectionTo(server), lookups: presets.default.lookups.slice(0, 1) };
    const onlyPhone = { email: null, phone: '+49301234567' };
    expect([canLookUp(connection, addresses), canLookUp(connection, onlyPhone)]).toEqual([true, false]);
    await expect(testLookUp(connection, onlyPhone)).rejects.toMatchObject({ code: 'invalid' });
    expect((await testLookUp(connection, { ...onlyPhone, email: 'anna@example.com' })).matches).toHaveLength(1);
  });

  it('testLookUp throws a failure of the CRM', async () => {
    faulty.fate = withStatus(401);
    await expect(testLookUp(connectionTo(faulty), addresses)).rejects.toMatchObject({ reason: 'auth_failed' });
  });
});
