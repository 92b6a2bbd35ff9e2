import { randomUUID } from 'node:crypto';
import { handler as deleteCrmConnection } from '../../../handlers/api/deleteCrmConnection.ts';
import { handler as getSources } from '../../../handlers/api/getSources.ts';
import { handler as putCrmConnection } from '../../../handlers/api/putCrmConnection.ts';
import { handler as testCrmConnection } from '../../../handlers/api/testCrmConnection.ts';
import { handler as unlinkContact } from '../../../handlers/api/unlinkContact.ts';
import { findResolution, setDue } from '../../../lib/dynamo/resolution/resolution.ts';
import { findConnection } from '../../../lib/dynamo/tenants/crmConnection.ts';
import { client, startAuthServer } from '../../lib/crm/servers/authServer.ts';
import { startBareServer } from '../../lib/crm/servers/bareServer.ts';
import { anna, type FindContactServer, type Match } from '../../lib/crm/servers/findContact.ts';
import { startLegacyServer } from '../../lib/crm/servers/legacyServer.ts';
import { startModernServer } from '../../lib/crm/servers/modernServer.ts';
import { methodsOf, type TestServer } from '../../lib/crm/servers/serve.ts';
import { call } from '../../support/call.ts';
import type { Interception } from '../../support/dynamoDbProxy.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../support/table.ts';
import { email, startLookups } from './lookups.ts';

const {
  service,
  server,
  records,
  crm,
  connect,
  get,
  create,
  patch,
  link,
  merge,
  attempt,
  candidates,
  resolve,
  externalRefOf,
} = await startLookups();

describe('a contact that the CRM knows by its email', () => {
  it('is crm_resolved, with the names, the company and the phone of the record, and their source', async () => {
    records.push(anna);
    const created = await create({ email: 'Anna@Example.com' });
    expect(await resolve(created.id)).toEqual([]);
    const contact = await get(created.id);
    expect(contact).toEqual({
      ...created,
      externalRef: 'crm-1',
      resolutionStatus: 'crm_resolved',
      firstName: 'Anna',
      lastName: 'Schmidt',
      phone: '+49301234567',
      companyName: 'Example GmbH',
      updatedAt: contact.updatedAt,
    });
    const { body } = await call(getSources, { ...crm.tenant, id: created.id, method: 'GET' });
    expect(body.companyName).toMatchObject({ source: 'crm', by: `crm:${new URL(server.url).host}` });
    expect(body.resolution).toMatchObject({ outcome: 'match', reason: null, nextAttemptAt: expect.any(String) });
    expectClaimsToMatchIdentities(await readItems(crm.tenant.tenantId));
  });

  it('keeps what a person said of it', async () => {
    records.push(anna);
    const { id } = await create({ email, name: 'Anna Maria Müller' });
    await resolve(id);
    expect(await get(id)).toMatchObject({ firstName: 'Anna Maria', lastName: 'Müller', companyName: 'Example GmbH' });
  });

  it('is resolved once, however often it is asked for', async () => {
    records.push(anna);
    const { id } = await create({ email });
    await Promise.all([resolve(id, id), resolve(id)]);
    const before = await get(id);
    await resolve(id);
    expect(await get(id)).toEqual(before);
  });

  it('is known by its phone, where it has no email', async () => {
    records.push({ ...anna, phones: ['030 1234567'] });
    const { id } = await create({ phone: '+49301234567' });
    crm.whileAsked = () => ({ structuredContent: { matches: records }, content: [] });
    await resolve(id);
    expect(await get(id)).toMatchObject({ externalRef: 'crm-1', email: 'anna@example.com', phone: '+49301234567' });
  });

  it('does not take an address that another contact holds, and the two are suggested to be one', async () => {
    records.push(anna);
    const other = await create({ phone: '+49301234567' });
    const { id } = await create({ email });
    await resolve(id);
    expect(await get(id)).toMatchObject({ externalRef: 'crm-1', phone: null });
    const { duplicates } = await readItems(crm.tenant.tenantId);
    expect(duplicates.map(({ contactId }) => contactId).sort()).toEqual(
      [`#duplicate#${id}#${other.id}`, `#duplicate#${other.id}#${id}`].sort(),
    );
  });
});

describe('a contact that the CRM does not know for certain', () => {
  it('stays unresolved, and is due again after an hour, six hours, a day, a week and then monthly', async () => {
    records.push({ ...anna, emails: ['another@example.com'] });
    const { id } = await create({ email });
    const pauses: number[] = [];
    for (let n = 0; n < 6; n++) {
      await resolve(id);
      const { outcome, attemptedAt, nextAttemptAt } = await attempt(id);
      expect(outcome).toBe('nobody');
      pauses.push((Date.parse(nextAttemptAt) - Date.parse(attemptedAt)) / 3_600_000);
    }
    for (const [n, hours] of [1, 6, 24, 168, 720, 720].entries()) {
      expect(pauses[n]).toBeGreaterThanOrEqual(hours);
      expect(pauses[n]).toBeLessThanOrEqual(hours * 1.1);
    }
    expect(await get(id)).toMatchObject({ resolutionStatus: 'unresolved', externalRef: null });
  });

  it('by one record alone has candidates for a person, until one is linked', async () => {
    records.push(anna, { ...anna, externalRef: 'crm-2' });
    const { id } = await create({ email });
    await resolve(id);
    expect(await get(id)).toMatchObject({ resolutionStatus: 'unresolved', firstName: null });
    expect(await attempt(id)).toMatchObject({ outcome: 'ambiguous' });
    expect((await candidates(id)).map(({ externalRef }: Match) => externalRef)).toEqual(['crm-1', 'crm-2']);
    await link(id, 'crm-2');
    expect(await candidates(id)).toEqual([]);
    await resolve(id);
    expect(await get(id)).toMatchObject({
      resolutionStatus: 'manually_resolved',
      externalRef: 'crm-2',
      firstName: 'Anna',
      companyName: 'Example GmbH',
      phone: '+49301234567',
    });
    const { body } = await call(getSources, { ...crm.tenant, id, method: 'GET' });
    expect(body.lastName).toMatchObject({ value: 'Schmidt', source: 'crm', by: `crm:${new URL(server.url).host}` });
    await call(unlinkContact, { ...crm.tenant, id, method: 'DELETE' });
    expect(await get(id)).toMatchObject({ resolutionStatus: 'unresolved', firstName: null, companyName: null });
  });

  it('is asked about by nothing that it does not have', async () => {
    const { id } = await create({ name: 'Anna' });
    const asked = server.requests.length;
    await resolve(id);
    expect([await attempt(id), server.requests.length]).toEqual([null, asked]);
  });

  it('has no candidates of a connection that has another in its place', async () => {
    records.push(anna, { ...anna, externalRef: 'crm-2' });
    const { id } = await create({ email });
    await resolve(id);
    const body = { url: server.url, auth: { type: 'none' } };
    await call(putCrmConnection, { ...crm.tenant, body, method: 'PUT', path: '/api/crm-connection' });
    expect(await candidates(id)).toEqual([]);
  });

  it('has no candidates when it has another address', async () => {
    records.push(anna, { ...anna, externalRef: 'crm-2' });
    const { id } = await create({ email });
    await resolve(id);
    await patch(id, { email: null });
    expect(await candidates(id)).toEqual([]);
  });

  it('because the answer is cut off, has the one record in it for a candidate', async () => {
    const { id } = await create({ email });
    crm.whileAsked = () => ({ structuredContent: { matches: [anna], truncated: true }, content: [] });
    await resolve(id);
    expect(await attempt(id)).toMatchObject({ outcome: 'ambiguous' });
    expect(await candidates(id)).toHaveLength(1);
  });

  it('or is not there at all, leaves nothing behind', async () => {
    const id = randomUUID();
    expect(await resolve(id)).toEqual([]);
    expect(await findResolution(crm.tenant.tenantId, id)).toBeUndefined();
  });
});

describe('a record that is another contact', () => {
  it('leaves the second contact unresolved, and the two are suggested to be one', async () => {
    records.push({ ...anna, emails: [email, 'anna@home.example'], phones: [] });
    const first = await create({ email });
    const second = await create({ email: 'anna@home.example' });
    await resolve(first.id);
    await resolve(second.id);
    expect(await get(second.id)).toEqual(second);
    expect(await attempt(second.id)).toMatchObject({ outcome: 'taken', reason: `The record is contact ${first.id}` });
    const { duplicates } = await readItems(crm.tenant.tenantId);
    const reason = { 'reason:externalRef': { key: 'crm-1' } };
    expect(duplicates).toMatchObject([
      { contactId: `#duplicate#${first.id}#${second.id}`, ...reason },
      { contactId: `#duplicate#${second.id}#${first.id}`, ...reason },
    ]);
  });

  it('is one of the two, when both are looked up at once', async () => {
    records.push({ ...anna, emails: [email, 'anna@home.example'], phones: [] });
    const ids = [(await create({ email })).id, (await create({ email: 'anna@home.example' })).id];
    await Promise.all(ids.map((id) => resolve(id)));
    expect((await Promise.all(ids.map(externalRefOf))).sort()).toEqual(['crm-1', null]);
    expect((await readItems(crm.tenant.tenantId)).duplicates).toHaveLength(2);
  });
});

describe('what a person does while the CRM is asked', () => {
  const meanwhile = async (act: (id: string) => Promise<unknown>) => {
    records.push(anna);
    const { id } = await create({ email });
    let isDone = false;
    crm.whileAsked = async () => {
      if (!isDone) await act(id);
      isDone = true;
    };
    await resolve(id);
    expect(isDone).toBe(true);
    return id;
  };

  it('as a link to another record is final', async () => {
    const id = await meanwhile((each) => link(each, 'mine'));
    expect(await get(id)).toMatchObject({
      resolutionStatus: 'manually_resolved',
      externalRef: 'mine',
      firstName: null,
    });
  });

  it('as a link to the very record is final', async () => {
    const id = await meanwhile((each) => link(each, 'crm-1'));
    expect(await get(id)).toMatchObject({ resolutionStatus: 'manually_resolved', externalRef: 'crm-1' });
  });

  it('as another email makes the answer one about somebody else', async () => {
    const id = await meanwhile((each) => patch(each, { email: 'new@example.com' }));
    expect(await get(id)).toMatchObject({ resolutionStatus: 'unresolved', email: 'new@example.com', firstName: null });
  });

  it('as a link that is taken back is not made again', async () => {
    const id = await meanwhile(async (each) => {
      await link(each, 'crm-1');
      await call(unlinkContact, { ...crm.tenant, id: each, method: 'DELETE' });
    });
    expect(await get(id)).toMatchObject({ resolutionStatus: 'unresolved', externalRef: null });
  });

  it('as a connection that is removed makes the answer none', async () => {
    const id = await meanwhile(() =>
      call(deleteCrmConnection, { ...crm.tenant, method: 'DELETE', path: '/api/crm-connection' }),
    );
    expect(await get(id)).toMatchObject({ resolutionStatus: 'unresolved' });
    expect(await attempt(id)).toBeNull();
  });

  it('as another email leaves no candidates of the one before', async () => {
    records.push({ ...anna, externalRef: 'crm-2' });
    const id = await meanwhile((each) => patch(each, { email: 'new@example.com' }));
    expect(await candidates(id)).toEqual([]);
  });

  it('as another name stays, and does not hinder the match', async () => {
    const id = await meanwhile((each) => patch(each, { name: 'Bea Jones' }));
    expect(await get(id)).toMatchObject({
      resolutionStatus: 'crm_resolved',
      firstName: 'Bea',
      companyName: 'Example GmbH',
    });
  });

  it('as a merge reaches what the contact contributes', async () => {
    const survivor = await create({ name: 'Survivor' });
    const id = await meanwhile((each) => merge(survivor.id, each));
    expect(await get(id)).toMatchObject({ id: survivor.id, resolutionStatus: 'crm_resolved', externalRef: 'crm-1' });
    const items = await readItems(crm.tenant.tenantId);
    expect(items.links).toEqual({ 'crm-1': id });
    expectClaimsToMatchIdentities(items);
  });
});

it('a contact that was merged is looked up as what it contributes, and its survivor keeps its link', async () => {
  const [survivor, merged] = [await create({ email: 'bea@example.com' }), await create({ email })];
  await link(survivor.id, 'mine');
  await merge(survivor.id, merged.id);
  records.push(anna);
  await resolve(merged.id);
  expect((await findResolution(crm.tenant.tenantId, merged.id))?.lastAttempt).toMatchObject({ outcome: 'match' });
  expect(await get(merged.id)).toMatchObject({ externalRef: 'mine', firstName: 'Anna', companyName: 'Example GmbH' });
});

describe('a link that a person took back', () => {
  it('leaves what only the CRM said free for others', async () => {
    records.push(anna);
    const { id } = await create({ email });
    await resolve(id);
    await call(unlinkContact, { ...crm.tenant, id, method: 'DELETE' });
    expect(await create({ phone: '+49301234567' })).toMatchObject({ phone: '+49301234567' });
  });

  it('is not made again by the machine, and the record is no candidate', async () => {
    records.push(anna);
    const { id } = await create({ email });
    await resolve(id);
    await call(unlinkContact, { ...crm.tenant, id, method: 'DELETE' });
    expect(await get(id)).toMatchObject({ resolutionStatus: 'unresolved', firstName: null, phone: null });
    expectClaimsToMatchIdentities(await readItems(crm.tenant.tenantId));
    await resolve(id);
    expect(await get(id)).toMatchObject({ resolutionStatus: 'unresolved', externalRef: null });
    records.push({ ...anna, externalRef: 'crm-2' });
    await resolve(id);
    expect(await externalRefOf(id)).toBe('crm-2');
  });

  it('is no candidate any more', async () => {
    records.push(anna, { ...anna, externalRef: 'crm-2' });
    const { id } = await create({ email });
    await resolve(id);
    await link(id, 'crm-1');
    await call(unlinkContact, { ...crm.tenant, id, method: 'DELETE' });
    expect((await candidates(id)).map(({ externalRef }: Match) => externalRef)).toEqual(['crm-2']);
  });

  it('is not made again by a lookup that began before', async () => {
    records.push(anna);
    const { id } = await create({ email });
    let slow = async () => {
      slow = async () => {};
      await resolve(id);
      await call(unlinkContact, { ...crm.tenant, id, method: 'DELETE' });
    };
    crm.whileAsked = () => slow();
    await resolve(id);
    expect(await get(id)).toMatchObject({ resolutionStatus: 'unresolved', externalRef: null });
  });

  it('is due again', async () => {
    records.push(anna);
    const { id } = await create({ email });
    await resolve(id);
    await call(unlinkContact, { ...crm.tenant, id, method: 'DELETE' });
    expect(Date.parse((await attempt(id)).nextAttemptAt)).toBeGreaterThan(Date.now());
  });
});

describe('a link that a person takes back while its lookup finds it resolved', () => {
  it.each([1, 2, 3])('before read %d, is due again', async (read) => {
    records.push(anna);
    const { id } = await create({ email });
    await link(id, 'crm-1');
    await setDue(crm.tenant.tenantId, id, Date.now());
    let reads = 0;
    service.proxy.intercept = async (operation): Promise<Interception> => {
      if (operation === 'GetItem' && ++reads === read) {
        service.proxy.intercept = () => 'pass';
        await call(unlinkContact, { ...crm.tenant, id, method: 'DELETE' });
      }
      return 'pass';
    };
    await resolve(id);
    expect(reads).toBe(read);
    const resolution = await findResolution(crm.tenant.tenantId, id);
    expect([(await get(id)).resolutionStatus, resolution?.dueAt]).toEqual(['unresolved', expect.any(String)]);
  });
});

describe('a connection', () => {
  const handshakes = (asked: TestServer) =>
    methodsOf(asked).filter((method) => ['initialize', 'server/discover'].includes(method)).length;

  it.each([
    ['2025 without sessions', (people: FindContactServer) => startLegacyServer({ stateful: false, ...people })],
    ['2026-07-28', startModernServer],
    ['no handshake at all', startBareServer],
  ])('to a server of %s resolves, and is negotiated once while the function is warm', async (_, start) => {
    records.push(anna, { ...anna, externalRef: 'crm-2', emails: ['b@example.com'], phones: [] });
    const asked = await start({ records });
    try {
      expect(await connect({ url: asked.url, auth: { type: 'none' } })).toBe(200);
      const ids = [(await create({ email })).id, (await create({ email: 'b@example.com' })).id];
      await resolve(...ids);
      const before = handshakes(asked);
      await resolve((await create({ email: 'c@example.com' })).id);
      expect(await Promise.all(ids.map(externalRefOf))).toEqual(['crm-1', 'crm-2']);
      expect(handshakes(asked)).toBe(before);
    } finally {
      await asked.close();
    }
  });

  it('to a server without a handshake remembers that, with a date, and does not try one again', async () => {
    const bare = await startBareServer({ records });
    try {
      await connect({ url: bare.url, auth: { type: 'none' } });
      expect((await findConnection(crm.tenant.tenantId))?.serverProtocol).toEqual({
        protocol: 'bare',
        at: expect.any(Number),
      });
      const before = handshakes(bare);
      await resolve((await create({ email })).id);
      expect(handshakes(bare)).toBe(before);
    } finally {
      await bare.close();
    }
  });

  it('with a refresh token that rotates keeps the newest one', async () => {
    const authServer = await startAuthServer();
    authServer.rotates = true;
    try {
      const { tokenUrl, given } = authServer;
      const { id: clientId, secret: clientSecret } = client;
      const auth = { type: 'refresh_token', clientId, tokenUrl };
      expect(await connect({ url: server.url, auth: { ...auth, clientSecret, refreshToken: 'first' } })).toBe(200);
      const { id } = await create({ email });
      expect([await resolve(id), given.length]).toEqual([[], 2]);
      // The token that each got is good for the next, which starts from what is kept.
      expect(await connect({ url: server.url, auth })).toBe(200);
      const about = { ...crm.tenant, body: { email }, method: 'POST', path: '/api/crm-connection/test' };
      expect((await call(testCrmConnection, about)).status).toBe(200);
      expect(await connect({ url: server.url, auth })).toBe(200);
      expect(given).toHaveLength(5);
      expect(server.requests.at(-1)?.headers.authorization).toBe(`Bearer ${given.at(-1)}`);
    } finally {
      await authServer.close();
    }
  });
});
