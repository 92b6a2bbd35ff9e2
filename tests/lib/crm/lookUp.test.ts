import { randomUUID } from 'node:crypto';
import type { Connection } from '../../../lib/contacts/connection.ts';
import type { LookupAddresses } from '../../../lib/contacts/lookupAddresses.ts';
import type { LinkedRecord } from '../../../lib/contacts/lookupTarget.ts';
import { canLookUp, lookUp, testLookUp } from '../../../lib/crm/lookUp.ts';
import { presets } from '../../../lib/crm/presets/presets.ts';
import type { Lookup } from '../../../schemas/crmLookups.ts';
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

const addressLookups = presets.default.lookups.filter(({ by }) => by !== 'externalRef');
const connectionTo = ({ url }: TestServer): Connection => ({
  tenantId: 't',
  revision: randomUUID(),
  url,
  auth: { type: 'none' },
  injectTenant: false,
  ...presets.default,
  lookups: addressLookups,
});
const callsOf = (to: TestServer) => methodsOf(to).filter((method) => method === 'tools/call').length;
const [phone] = anna.phones;
const addresses = { email: 'nobody@example.com', phone: phone ?? null };
const target = { addresses };

describe('lookUp', () => {
  it('returns the matches of the first lookup that has any, and the protocol of the server', async () => {
    const { protocol, result } = await lookUp(connectionTo(server), {
      addresses: { ...addresses, email: 'ANNA@example.com' },
    });
    expect([protocol, callsOf(server)]).toEqual(['modern', 1]);
    expect(result).toMatchObject({ matches: [{ externalRef: 'crm-1' }], others: [] });
  });

  it('tries the next lookup if one has no match', async () => {
    const { result } = await lookUp(connectionTo(server), target);
    expect(callsOf(server)).toBe(2);
    expect(result).toMatchObject({ isTruncated: false });
    expect(result?.matches.map(({ externalRef }) => externalRef)).toEqual(['crm-1', 'crm-2']);
  });

  it('looks up every form under which the CRM may have an address, and takes the records of all', async () => {
    const records = [
      { ...anna, phones: ['+551187650001'], emails: ['anna@googlemail.com'] },
      { ...anna, externalRef: 'crm-2', phones: ['+5511987650001'], emails: ['anna@gmail.com'] },
    ];
    const crm = await startModernServer({ records });
    const byPhone = await lookUp(connectionTo(crm), { addresses: { email: null, phone: '+5511987650001' } });
    const byEmail = await lookUp(connectionTo(crm), { addresses: { email: 'Anna@gmail.com', phone: null } });
    expect(callsOf(crm)).toBe(4);
    for (const { result } of [byPhone, byEmail]) {
      expect(result?.matches.map(({ externalRef }) => externalRef).sort()).toEqual(['crm-1', 'crm-2']);
      expect(result?.others).toEqual([]);
    }
    await crm.close();
  });

  it('takes the only match for one of several where the result for another form was cut off', async () => {
    const crm = await startModernServer({
      records: [],
      onCall: ({ email }) =>
        email === 'anna@gmail.com'
          ? { structuredContent: { matches: [{ ...anna, emails: [email] }] } }
          : { structuredContent: { matches: [], truncated: true } },
    });
    const { result } = await lookUp(connectionTo(crm), { addresses: { email: 'anna@googlemail.com', phone: null } });
    expect(result).toMatchObject({ matches: [{ externalRef: 'crm-1' }], isTruncated: true });
    await crm.close();
  });

  it('returns a refused record with the others', async () => {
    const { result } = await lookUp(connectionTo(server), target, new Set(['crm-1']));
    const isRefused = true;
    expect(result).toMatchObject({
      matches: [{ externalRef: 'crm-2' }],
      others: [{ externalRef: 'crm-1' }],
      isRefused,
    });
  });

  it('returns a failure of the CRM', async () => {
    faulty.fate = withStatus(500);
    expect(await lookUp(connectionTo(faulty), target)).toMatchObject({ failure: { reason: 'http_error' } });
  });

  it('throws if this machine has no sockets left: that is no failure of the CRM', async () => {
    const restore = failConnections('EMFILE');
    await expect(lookUp(connectionTo(server), target)).rejects.toMatchObject({ code: 'unavailable' });
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
      expect((await lookUp(connection, target)).failure).toBeDefined();
      expect(sessions()).toBe(expected);
    }
  });
});

describe('lookUp of a linked contact', () => {
  const link = {
    externalRef: 'crm-1',
    isFinal: false,
    isKnown: true,
    addresses: { email: 'anna@example.com', phone: null },
    foundBy: 'email',
    evidence: [{ by: 'email', value: 'anna@example.com' }],
  } as const;
  const byRef: Lookup = { by: 'externalRef', tool: 'get_contact', args: { externalRef: '{{externalRef}}' } };
  const withRefs = () => ({ ...connectionTo(server), lookups: [...addressLookups, byRef] });
  const other = { email: 'other@example.com', phone: null };
  const argumentsOf = () =>
    server.requests.flatMap(({ body }) => {
      const { method, params } = Object(body);
      return method === 'tools/call' ? [Object.values(params.arguments)[0]] : [];
    });

  it('fetches the record by its id, and sends no other request if it still has an address of the contact', async () => {
    const { result } = await lookUp(withRefs(), { addresses: other, link });
    expect([result?.linked?.externalRef, argumentsOf()]).toEqual(['crm-1', ['crm-1']]);
  });

  it('looks for another match where the record has no address of the contact, but not for a person', async () => {
    const evidence = [{ by: 'email', value: 'bo@example.com' }] as const;
    const addressesOfBo = { email: 'bo@example.com', phone: null };
    const { result } = await lookUp(withRefs(), { addresses: addressesOfBo, link: { ...link, evidence } });
    expect(result).toMatchObject({ linked: { externalRef: 'crm-1' }, matches: [{ externalRef: 'crm-2' }] });
    expect(argumentsOf()).toEqual(['crm-1', 'bo@example.com']);
    await lookUp(withRefs(), { addresses: addressesOfBo, link: { ...link, evidence, isFinal: true } });
    expect(argumentsOf().slice(2)).toEqual(['crm-1']);
  });

  it('finds it by the addresses of the contact, then by those that the record had last', async () => {
    const { result } = await lookUp(connectionTo(server), { addresses: other, link });
    expect(result).toMatchObject({ linked: { externalRef: 'crm-1' }, isMissing: false, matches: [] });
    expect(argumentsOf()).toEqual(['other@example.com', 'anna@example.com']);
  });

  it('takes another form of an address, and a number of the default country, for its own', async () => {
    const records = [{ ...anna, phones: ['(11) 8765-0001'] }];
    const crm = await startModernServer({ records: [], onCall: () => ({ structuredContent: { matches: records } }) });
    const evidence = [{ by: 'phone', value: '+5511987650001' }] as const;
    const its = { addresses: { email: null, phone: '+12015550123' }, link: { ...link, evidence } };
    const inBrazil = { ...its, defaultCountry: 'BR' };
    const connection = { ...connectionTo(crm), lookups: [byRef, ...addressLookups] };
    await lookUp(connection, inBrazil);
    expect(callsOf(crm)).toBe(1);
    await lookUp(connection, { ...inBrazil, defaultCountry: 'US' });
    expect(callsOf(crm)).toBe(3);
    await crm.close();
  });

  it('does not search again for the address that the record had last where only its spelling is another', async () => {
    const its = {
      addresses: { email: 'Bea@gmail.com', phone: null },
      link: { ...link, addresses: { email: 'bea@googlemail.com', phone: null } },
    };
    const { result } = await lookUp(connectionTo(server), its);
    expect(result).toMatchObject({ linked: undefined, isMissing: true });
    expect(argumentsOf()).toEqual(['bea@gmail.com', 'bea@googlemail.com']);
  });

  it.each([
    'bea@gmail.com',
    'bea@googlemail.com',
  ])('does not say that it is missing where %s may find more', async (cut) => {
    const crm = await startModernServer({
      records: [],
      onCall: ({ email }) => ({ structuredContent: { matches: [], truncated: email === cut } }),
    });
    const its = { ...link, addresses: { email: 'Bea@gmail.com', phone: null } };
    const { result } = await lookUp(connectionTo(crm), { addresses: other, link: its });
    expect(result).toMatchObject({ linked: undefined, isMissing: false });
    await crm.close();
  });

  it('finds it although it is refused: that binds machines only', async () => {
    const its = { addresses: link.addresses, link: { ...link, isFinal: true } };
    const { result } = await lookUp(connectionTo(server), its, new Set(['crm-1']));
    expect(result).toMatchObject({ linked: { externalRef: 'crm-1' }, matches: [] });
  });

  it('says that it is missing if its id or the address that led to it does not find it, but for no other address', async () => {
    const absent = { ...link, externalRef: 'crm-9' };
    const missing = async (connection: Connection, its: LinkedRecord) =>
      (await lookUp(connection, { addresses: other, link: its })).result?.isMissing;
    expect(await missing(withRefs(), { ...absent, addresses: other })).toBe(true);
    expect(await missing(connectionTo(server), absent)).toBe(true);
    expect(await missing(connectionTo(server), { ...absent, addresses: { email: null, phone: null } })).toBe(false);
    expect(await missing(connectionTo(server), { ...absent, foundBy: 'phone' })).toBe(false);
    expect(await missing(connectionTo(server), { ...absent, foundBy: 'externalRef' })).toBe(false);
  });

  it('says by what the records were found', async () => {
    const foundBy = async (connection: Connection, its: LookupAddresses) =>
      (await lookUp(connection, { addresses: its, link })).result?.foundBy;
    expect(await foundBy(withRefs(), other)).toEqual(new Map([['crm-1', 'externalRef']]));
    expect(await foundBy(connectionTo(server), link.addresses)).toEqual(new Map([['crm-1', 'email']]));
  });

  it.each([
    ['says so', { matches: [], truncated: true }],
    ['has ten records', { matches: Array.from({ length: 10 }, (_, i) => ({ ...anna, externalRef: `other-${i}` })) }],
  ])('does not say that it is missing from a result that may be cut off, because it %s', async (_, result) => {
    faulty.fate = onToolCalls(withResult({ structuredContent: result, content: [] }));
    const absent = { ...link, externalRef: 'crm-9' };
    const { result: found } = await lookUp(connectionTo(faulty), { addresses: link.addresses, link: absent });
    expect(found).toMatchObject({ linked: undefined, isMissing: false });
  });

  it('fails with the first call that fails, whatever others would find', async () => {
    faulty.fate = onToolCalls(withResult({ content: [], isError: true }));
    const { result, failure } = await lookUp(
      { ...connectionTo(faulty), lookups: [...addressLookups, byRef] },
      { addresses: other, link },
    );
    expect([result, failure?.reason]).toEqual([undefined, 'tool_error']);
  });

  it('is possible without an address if there is a lookup by externalRef whose escapers accept the id', () => {
    const none = {
      addresses: { email: null, phone: null },
      link: { ...link, addresses: { email: null, phone: null } },
    };
    expect([canLookUp(withRefs(), none), canLookUp(connectionTo(server), none)]).toEqual([true, false]);
    const query = { ...byRef, args: { q: "id = '{{externalRef|sql}}'" } };
    const hostile = { ...none, link: { ...none.link, externalRef: "\\' or 1=1" } };
    expect(canLookUp({ ...connectionTo(server), lookups: [query] }, hostile)).toBe(false);
  });
});

describe('canLookUp and testLookUp', () => {
  it('skip a lookup whose escaper refuses the address, and send no request for it', async () => {
    const lookups = addressLookups.map((each) => ({ ...each, args: { email: `{{${each.by}|sql}}` } }));
    const connection = { ...connectionTo(server), lookups: lookups.slice(0, 1) };
    const hostile = { email: 'ʼ--@example.com', phone: null };
    expect(canLookUp(connection, { addresses: hostile })).toBe(false);
    await expect(testLookUp(connection, { addresses: hostile })).rejects.toMatchObject({ code: 'invalid' });
    expect(server.requests).toEqual([]);
    expect(canLookUp({ ...connection, lookups }, { addresses: { ...hostile, phone: addresses.phone } })).toBe(true);
  });

  it('need a lookup for one of the addresses', async () => {
    const connection = { ...connectionTo(server), lookups: addressLookups.slice(0, 1) };
    const onlyPhone = { email: null, phone: '+49301234567' };
    expect([canLookUp(connection, target), canLookUp(connection, { addresses: onlyPhone })]).toEqual([true, false]);
    await expect(testLookUp(connection, { addresses: onlyPhone })).rejects.toMatchObject({ code: 'invalid' });
    expect(
      (await testLookUp(connection, { addresses: { ...onlyPhone, email: 'anna@example.com' } })).matches,
    ).toHaveLength(1);
  });

  it('testLookUp throws a failure of the CRM', async () => {
    faulty.fate = withStatus(401);
    await expect(testLookUp(connectionTo(faulty), target)).rejects.toMatchObject({ reason: 'auth_failed' });
  });
});
