import { randomUUID } from 'node:crypto';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as deleteCrmConnection } from '../../../handlers/api/deleteCrmConnection.ts';
import { handler as getCandidates } from '../../../handlers/api/getCandidates.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as getCrmConnection } from '../../../handlers/api/getCrmConnection.ts';
import { handler as getSources } from '../../../handlers/api/getSources.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as putCrmConnection } from '../../../handlers/api/putCrmConnection.ts';
import { handler as resolveContact } from '../../../handlers/api/resolveContact.ts';
import { handler as testCrmConnection } from '../../../handlers/api/testCrmConnection.ts';
import { handler as unlinkContact } from '../../../handlers/api/unlinkContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as resolveInCrm } from '../../../handlers/events/resolveInCrm.ts';
import { findResolution, setDue } from '../../../lib/dynamo/resolution/resolution.ts';
import { findConnection, recordOnConnection } from '../../../lib/dynamo/tenants/crmConnection.ts';
import { client, startAuthServer } from '../../lib/crm/servers/authServer.ts';
import { startBareServer } from '../../lib/crm/servers/bareServer.ts';
import {
  type FaultyServer,
  onToolCalls,
  startFaultyServer,
  withResult,
  withStatus,
} from '../../lib/crm/servers/faultyServer.ts';
import { anna, type FindContactServer, type Match } from '../../lib/crm/servers/findContact.ts';
import { startHubSpot } from '../../lib/crm/servers/hubSpot.ts';
import { startModernServer } from '../../lib/crm/servers/modernServer.ts';
import { startSdk1Server } from '../../lib/crm/servers/sdk1Server.ts';
import { methodsOf, type TestServer } from '../../lib/crm/servers/serve.ts';
import { startTestBus } from '../../support/bus.ts';
import { call } from '../../support/call.ts';
import { allowCrms } from '../../support/crm.ts';
import { deliver, type Message, messageOf } from '../../support/deliver.ts';
import { broken, type Interception, interceptFirst } from '../../support/dynamoDbProxy.ts';
import { captureLog } from '../../support/log.ts';
import { startService } from '../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems, setAttributes } from '../../support/table.ts';

const service = await startService();
const bus = await startTestBus();
await allowCrms();
const logged = captureLog();

const records: Match[] = [];
/** What happens while the CRM is asked: it answers in place of the records, fails, or lets somebody else act. */
let whileAsked: (args: Readonly<Record<string, unknown>>) => unknown = () => undefined;
const server = await startSdk1Server({ stateful: true, records, onCall: (args) => whileAsked(args) });
afterAll(() => server.close());

let tenant = await service.tenant();
beforeEach(async () => {
  service.proxy.intercept = () => 'pass';
  whileAsked = () => undefined;
  records.length = 0;
  tenant = await service.tenant();
  const body = { url: server.url, auth: { type: 'none' } };
  const { status } = await call(putCrmConnection, { ...tenant, body, method: 'PUT', path: '/api/crm-connection' });
  expect(status).toBe(200);
});

const email = 'anna@example.com';
const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const get = async (id: string) => (await call(getContact, { ...tenant, id, method: 'GET' })).body;
const patch = (id: string, body: object) =>
  call(updateContact, { ...tenant, id, body, headers: { 'content-type': 'application/merge-patch+json' } });
const link = (id: string, externalRef: string) =>
  call(linkContact, { ...tenant, id, body: { externalRef }, method: 'PUT' });
const attempt = async (id: string) => (await call(getSources, { ...tenant, id, method: 'GET' })).body.resolution;
const candidates = async (id: string) => (await call(getCandidates, { ...tenant, id, method: 'GET' })).body.data;
const connection = async () =>
  (await call(getCrmConnection, { ...tenant, method: 'GET', path: '/api/crm-connection' })).body;
const requested = (contactId: string): Message =>
  messageOf('contact.resolution_requested', { tenantId: tenant.tenantId, contactId });
const resolve = (...ids: string[]) => deliver(resolveInCrm, ids.map(requested));
const externalRefOf = async (id: string) => (await get(id)).externalRef;

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
    const { body } = await call(getSources, { ...tenant, id: created.id, method: 'GET' });
    expect(body.companyName).toMatchObject({ source: 'crm', by: `crm:${new URL(server.url).host}` });
    expect(body.resolution).toMatchObject({ outcome: 'match', reason: null, nextAttemptAt: null });
    expectClaimsToMatchIdentities(await readItems(tenant.tenantId));
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
    const asked = server.requests.length;
    await resolve(id);
    expect([await get(id), server.requests.length]).toEqual([before, asked]);
  });

  it('is known by its phone, where it has no email', async () => {
    records.push({ ...anna, phones: ['030 1234567'] });
    const { id } = await create({ phone: '+49301234567' });
    whileAsked = () => ({ structuredContent: { matches: records }, content: [] });
    await resolve(id);
    expect(await get(id)).toMatchObject({ externalRef: 'crm-1', email: 'anna@example.com', phone: '+49301234567' });
  });

  it('does not take an address that another contact holds, and the two are suggested to be one', async () => {
    records.push(anna);
    const other = await create({ phone: '+49301234567' });
    const { id } = await create({ email });
    await resolve(id);
    expect(await get(id)).toMatchObject({ externalRef: 'crm-1', phone: null });
    const { duplicates } = await readItems(tenant.tenantId);
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

  it('is counted anew when its email changes', async () => {
    const { id } = await create({ email });
    await resolve(id);
    await resolve(id);
    await patch(id, { email: 'new@example.com' });
    await resolve(id);
    expect((await findResolution(tenant.tenantId, id))?.attempts).toBe(1);
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
      phone: null,
    });
    const { body } = await call(getSources, { ...tenant, id, method: 'GET' });
    expect(body.lastName).toMatchObject({ value: 'Schmidt', source: 'crm', by: `crm:${new URL(server.url).host}` });
    await call(unlinkContact, { ...tenant, id, method: 'DELETE' });
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
    await call(putCrmConnection, { ...tenant, body, method: 'PUT', path: '/api/crm-connection' });
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
    whileAsked = () => ({ structuredContent: { matches: [anna], truncated: true }, content: [] });
    await resolve(id);
    expect(await attempt(id)).toMatchObject({ outcome: 'ambiguous' });
    expect(await candidates(id)).toHaveLength(1);
  });

  it('or is not there at all, leaves nothing behind', async () => {
    const id = randomUUID();
    expect(await resolve(id)).toEqual([]);
    expect(await findResolution(tenant.tenantId, id)).toBeUndefined();
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
    const { duplicates } = await readItems(tenant.tenantId);
    const reason = { field: 'externalRef', key: 'crm-1' };
    expect(duplicates).toMatchObject([
      { contactId: `#duplicate#${first.id}#${second.id}`, reason },
      { contactId: `#duplicate#${second.id}#${first.id}`, reason },
    ]);
  });

  it('is one of the two, when both are looked up at once', async () => {
    records.push({ ...anna, emails: [email, 'anna@home.example'], phones: [] });
    const ids = [(await create({ email })).id, (await create({ email: 'anna@home.example' })).id];
    await Promise.all(ids.map((id) => resolve(id)));
    expect((await Promise.all(ids.map(externalRefOf))).sort()).toEqual(['crm-1', null]);
    expect((await readItems(tenant.tenantId)).duplicates).toHaveLength(2);
  });
});

describe('what a person does while the CRM is asked', () => {
  const meanwhile = async (act: (id: string) => Promise<unknown>) => {
    records.push(anna);
    const { id } = await create({ email });
    let isDone = false;
    whileAsked = async () => {
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
      await call(unlinkContact, { ...tenant, id: each, method: 'DELETE' });
    });
    expect(await get(id)).toMatchObject({ resolutionStatus: 'unresolved', externalRef: null });
  });

  it('as a connection that is removed makes the answer none', async () => {
    const id = await meanwhile(() =>
      call(deleteCrmConnection, { ...tenant, method: 'DELETE', path: '/api/crm-connection' }),
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

  it('as a merge leaves the answer without a contact', async () => {
    const survivor = await create({ name: 'Survivor' });
    const id = await meanwhile((each) =>
      setAttributes(tenant.tenantId, each, { mergedInto: survivor.id, writeId: 'merge' }),
    );
    expect(await get(id)).toMatchObject({ id: survivor.id, resolutionStatus: 'unresolved' });
    expect(await findResolution(tenant.tenantId, id)).toBeUndefined();
  });
});

it('an answer that knows nobody is dropped with the contact that it is about', async () => {
  const survivor = await create({ name: 'Survivor' });
  const { id } = await create({ email });
  whileAsked = () => setAttributes(tenant.tenantId, id, { mergedInto: survivor.id });
  await resolve(id);
  expect(await findResolution(tenant.tenantId, id)).toBeUndefined();
});

it('what is kept of a contact that was merged goes with the next lookup, which is one of the survivor', async () => {
  records.push(anna);
  const survivor = await create({ email });
  const merged = await create({ email: 'old@example.com' });
  await resolve(merged.id);
  await setAttributes(tenant.tenantId, merged.id, { mergedInto: survivor.id });
  await resolve(merged.id);
  expect(await findResolution(tenant.tenantId, merged.id)).toBeUndefined();
  expect(Date.parse((await findResolution(tenant.tenantId, survivor.id))?.dueAt ?? '')).toBeLessThanOrEqual(Date.now());
});

describe('a link that a person took back', () => {
  it('leaves what only the CRM said free for others', async () => {
    records.push(anna);
    const { id } = await create({ email });
    await resolve(id);
    await call(unlinkContact, { ...tenant, id, method: 'DELETE' });
    expect(await create({ phone: '+49301234567' })).toMatchObject({ phone: '+49301234567' });
  });

  it('is not made again by the machine, and the record is no candidate', async () => {
    records.push(anna);
    const { id } = await create({ email });
    await resolve(id);
    await call(unlinkContact, { ...tenant, id, method: 'DELETE' });
    expect(await get(id)).toMatchObject({ resolutionStatus: 'unresolved', firstName: null, phone: null });
    expectClaimsToMatchIdentities(await readItems(tenant.tenantId));
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
    await call(unlinkContact, { ...tenant, id, method: 'DELETE' });
    expect((await candidates(id)).map(({ externalRef }: Match) => externalRef)).toEqual(['crm-2']);
  });

  it('is not made again by a lookup that began before', async () => {
    records.push(anna);
    const { id } = await create({ email });
    let slow = async () => {
      slow = async () => {};
      await resolve(id);
      await call(unlinkContact, { ...tenant, id, method: 'DELETE' });
    };
    whileAsked = () => slow();
    await resolve(id);
    expect(await get(id)).toMatchObject({ resolutionStatus: 'unresolved', externalRef: null });
  });

  it('is due again', async () => {
    records.push(anna);
    const { id } = await create({ email });
    await resolve(id);
    await call(unlinkContact, { ...tenant, id, method: 'DELETE' });
    expect(Date.parse((await attempt(id)).nextAttemptAt)).toBeGreaterThan(Date.now());
  });
});

describe('a link that a person takes back while its lookup finds it resolved', () => {
  it.each([1, 2, 3])('before read %d, is due again', async (read) => {
    records.push(anna);
    const { id } = await create({ email });
    await link(id, 'crm-1');
    await setDue(tenant.tenantId, id, Date.now());
    let reads = 0;
    service.proxy.intercept = async (operation): Promise<Interception> => {
      if (operation === 'GetItem' && ++reads === read) {
        service.proxy.intercept = () => 'pass';
        await call(unlinkContact, { ...tenant, id, method: 'DELETE' });
      }
      return 'pass';
    };
    await resolve(id);
    expect(reads).toBe(read);
    const resolution = await findResolution(tenant.tenantId, id);
    expect([(await get(id)).resolutionStatus, resolution?.dueAt]).toEqual(['unresolved', expect.any(String)]);
  });
});

describe('a CRM that fails to answer', () => {
  it('leaves the contact as it is, tells why in its sources, and is asked again', async () => {
    records.push(anna);
    const created = await create({ email });
    whileAsked = () => ({ content: [{ type: 'text', text: `no ${email}` }], isError: true });
    expect(await resolve(created.id)).toHaveLength(1);
    expect(await get(created.id)).toEqual(created);
    const failed = await attempt(created.id);
    expect(failed).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/tool/) });
    expect(JSON.stringify([failed, logged])).not.toContain(email);
    expect(await connection()).toMatchObject({ status: 'failing', reason: failed.reason, retryAt: null });
    whileAsked = () => undefined;
    expect(await resolve(created.id)).toEqual([]);
    expect(await get(created.id)).toMatchObject({ resolutionStatus: 'crm_resolved' });
    expect(await connection()).toMatchObject({ status: 'ok', reason: null });
  });

  it('does not put the next lookup off for longer', async () => {
    const { id } = await create({ email });
    whileAsked = () => ({ content: [], isError: true });
    await resolve(id);
    await resolve(id);
    whileAsked = () => undefined;
    await resolve(id);
    const { attemptedAt, nextAttemptAt } = await attempt(id);
    expect((Date.parse(nextAttemptAt) - Date.parse(attemptedAt)) / 3_600_000).toBeLessThanOrEqual(1.1);
  });

  it('by a tool alone keeps its session', async () => {
    const { id } = await create({ email });
    const handshakes = () => methodsOf(server).filter((method) => method === 'initialize').length;
    await resolve(id);
    const before = handshakes();
    whileAsked = () => ({ content: [], isError: true });
    await resolve(id);
    await resolve(id);
    expect(handshakes()).toBe(before);
  });

  it('for ten contacts at once is left alone for a minute, no longer', async () => {
    const ids = await Promise.all(
      Array.from({ length: 10 }, async (_, i) => (await create({ email: `${i}@x.de` })).id),
    );
    whileAsked = () => new Promise((done) => setTimeout(() => done({ content: [], isError: true }), 300));
    await resolve(...ids);
    const seconds = (Date.parse((await connection()).retryAt) - Date.now()) / 1000;
    expect([seconds > 50, seconds <= 60]).toEqual([true, true]);
  });

  it('tells nothing against the connection that has taken its place meanwhile', async () => {
    const { id } = await create({ email });
    whileAsked = async () => {
      whileAsked = () => undefined;
      await call(putCrmConnection, {
        ...tenant,
        body: { url: server.url, auth: { type: 'none' } },
        method: 'PUT',
        path: '/api/crm-connection',
      });
      return { content: [], isError: true };
    };
    expect(await resolve(id)).toEqual([]);
    expect(await connection()).toMatchObject({ status: 'ok', reason: null });
    expect(await attempt(id)).toBeNull();
  });

  it('about one contact again and again is not left alone for that, and the contact is asked about ever less often', async () => {
    const { id } = await create({ email });
    whileAsked = () => ({ content: [], isError: true });
    const pauses: number[] = [];
    for (let n = 0; n < 6; n++) {
      await resolve(id);
      const { attemptedAt, nextAttemptAt } = await attempt(id);
      pauses.push((Date.parse(nextAttemptAt) - Date.parse(attemptedAt)) / 3_600_000);
    }
    for (const [n, hours] of [1, 6, 24, 168, 720, 720].entries()) {
      expect(pauses[n]).toBeGreaterThanOrEqual(hours);
      expect(pauses[n]).toBeLessThanOrEqual(hours * 1.1);
    }
    expect(await connection()).toMatchObject({ status: 'failing', retryAt: null });
  });

  it('when its message comes again is the same failure', async () => {
    const { id } = await create({ email });
    whileAsked = () => ({ content: [], isError: true });
    const message = requested(id);
    for (let n = 0; n < 5; n++) await deliver(resolveInCrm, [message]);
    expect((await findResolution(tenant.tenantId, id))?.failures).toBe(1);
  });

  it('about the same five contacts as before the pause is not left alone again for that', async () => {
    const ids = await Promise.all([0, 1, 2, 3, 4].map(async (n) => (await create({ email: `${n}@x.de` })).id));
    const good = await create({ email });
    whileAsked = (args) => (args.email === email ? undefined : { content: [], isError: true });
    for (const id of ids) await resolve(id);
    expect((await connection()).retryAt).not.toBeNull();
    for (const id of ids) await resolve(id);
    const item = await findConnection(tenant.tenantId);
    if (item) await recordOnConnection(item, { breaker: { failures: 5, openUntil: Date.now() - 1, reason: 'down' } });
    await resolve(good.id);
    for (const id of ids) await resolve(id);
    expect(await connection()).toMatchObject({ status: 'ok', retryAt: null });
  });

  it('leaves the candidates that there are', async () => {
    records.push(anna, { ...anna, externalRef: 'crm-2' });
    const { id } = await create({ email });
    await resolve(id);
    whileAsked = () => ({ content: [], isError: true });
    await resolve(id);
    expect(await candidates(id)).toHaveLength(2);
  });

  it('five times in a row is left alone for a minute, in which contacts are put off and no message fails', async () => {
    const { id } = await create({ email });
    whileAsked = () => ({ content: [], isError: true });
    for (let n = 0; n < 5; n++) await resolve((await create({ email: `${n}@x.de` })).id);
    const { status, retryAt } = await connection();
    expect([status, Date.parse(retryAt) - Date.now() > 50_000]).toEqual(['failing', true]);
    const asked = server.requests.length;
    expect(await resolve(id)).toEqual([]);
    expect(server.requests.length).toBe(asked);
    const { nextAttemptAt, ...put } = await attempt(id);
    expect(put).toMatchObject({ outcome: 'postponed', reason: 'The tool says that it failed.' });
    expect(Date.parse(nextAttemptAt)).toBeGreaterThanOrEqual(Date.parse(retryAt));
    expect(Date.parse(nextAttemptAt)).toBeLessThanOrEqual(Date.parse(retryAt) + 10_000);
    const { status: refused, body } = await call(resolveContact, { ...tenant, id, method: 'POST' });
    expect([refused, body.error]).toEqual([409, expect.stringContaining(`The CRM is left alone until ${retryAt}`)]);
  });

  it('is probed by one lookup when the minute is over, and well when that is answered', async () => {
    records.push(anna);
    const ids = await Promise.all(
      [email, 'b@example.com', 'c@example.com'].map(async (each) => (await create({ email: each })).id),
    );
    const item = await findConnection(tenant.tenantId);
    if (item) await recordOnConnection(item, { breaker: { failures: 5, openUntil: Date.now() - 1, reason: 'down' } });
    let asked = 0;
    whileAsked = async () => {
      asked++;
      await new Promise((done) => setTimeout(done, 200));
    };
    await Promise.all(ids.map((id) => resolve(id)));
    expect(asked).toBe(1);
    expect(await connection()).toMatchObject({ status: 'ok', retryAt: null });
  });

  it('when it is probed is left alone for twice as long', async () => {
    const { id } = await create({ email });
    const item = await findConnection(tenant.tenantId);
    if (item) await recordOnConnection(item, { breaker: { failures: 5, openUntil: Date.now() - 1, reason: 'down' } });
    whileAsked = () => ({ content: [], isError: true });
    await resolve(id);
    expect(Date.parse((await connection()).retryAt) - Date.now()).toBeGreaterThan(110_000);
  });

  it('because DynamoDB does not, is not held against the CRM', async () => {
    records.push(anna);
    const { id } = await create({ email });
    whileAsked = () => {
      service.proxy.intercept = (operation) => (operation === 'TransactWriteItems' ? broken : 'pass');
    };
    expect(await resolve(id)).toHaveLength(1);
    service.proxy.intercept = () => 'pass';
    whileAsked = () => undefined;
    expect(await connection()).toMatchObject({ status: 'ok' });
    expect(await resolve(id)).toEqual([]);
    expect(await externalRefOf(id)).toBe('crm-1');
  });
});

it('a match whose reply is lost is made once', async () => {
  records.push(anna);
  const { id } = await create({ email });
  const isLost = interceptFirst(service.proxy, 'TransactWriteItems', 'lose the reply');
  expect(await resolve(id)).toEqual([]);
  expect([isLost(), await externalRefOf(id)]).toEqual([true, 'crm-1']);
});

it('a server that loses its sessions is asked in a new one', async () => {
  records.push(anna);
  const { id } = await create({ email });
  server.loseSessions();
  expect(await resolve(id)).toEqual([]);
  expect(await externalRefOf(id)).toBe('crm-1');
});

describe('a connection', () => {
  const connect = async (body: object) =>
    (await call(putCrmConnection, { ...tenant, body, method: 'PUT', path: '/api/crm-connection' })).status;
  const handshakes = (asked: TestServer) =>
    methodsOf(asked).filter((method) => ['initialize', 'server/discover'].includes(method)).length;

  it.each([
    ['2025 without sessions', (people: FindContactServer) => startSdk1Server({ stateful: false, ...people })],
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
      expect((await findConnection(tenant.tenantId))?.spoken).toEqual({ era: 'bare', at: expect.any(Number) });
      const before = handshakes(bare);
      await resolve((await create({ email })).id);
      expect(handshakes(bare)).toBe(before);
    } finally {
      await bare.close();
    }
  });

  it("to HubSpot's own server resolves by its preset", async () => {
    const properties = { email, firstname: 'Anna', lastname: 'Schmidt', company: 'Example GmbH', phone: '030 1234567' };
    const hubSpot = await startHubSpot({ contacts: [{ id: '501', properties }] });
    try {
      expect(await connect({ preset: 'hubspot', url: hubSpot.url, auth: { type: 'none' } })).toBe(200);
      const { id } = await create({ email });
      expect(await resolve(id)).toEqual([]);
      expect(await get(id)).toMatchObject({ externalRef: '501', lastName: 'Schmidt', companyName: 'Example GmbH' });
    } finally {
      await hubSpot.close();
    }
  });

  let faulty: FaultyServer;
  beforeAll(async () => {
    faulty = await startFaultyServer();
  });
  afterAll(() => faulty.close());

  const answering = onToolCalls(withResult({ content: [{ type: 'text', text: '[]' }] }));
  const hello = () => ({
    url: faulty.url,
    auth: { type: 'bearer', token: 'good' },
    lookups: [{ by: 'email', tool: 'hello', args: { email: '{{email}}' } }],
    result: { from: 'text', items: '$', map: { externalRef: 'id', emails: 'email' } },
  });

  it('that wants to be left alone for a time is, at its first word, and contacts are put off', async () => {
    faulty.fate = answering;
    expect(await connect(hello())).toBe(200);
    const { id } = await create({ email });
    faulty.fate = withStatus(429, { 'retry-after': '600' });
    const [message] = await resolve(id);
    const { reason, retryAt } = await connection();
    expect(reason).toBe('The server asks for fewer requests.');
    expect(Math.round((Date.parse(retryAt) - Date.now()) / 60_000)).toBe(10);
    const asked = faulty.requests.length;
    expect(await deliver(resolveInCrm, message ? [message] : [])).toEqual([]);
    expect(faulty.requests.length).toBe(asked);
    const { outcome, nextAttemptAt } = await attempt(id);
    expect([outcome, Date.parse(nextAttemptAt) >= Date.parse(retryAt)]).toEqual(['postponed', true]);
  });

  it('is left alone at its word also while it still answers what it was asked before', async () => {
    faulty.fate = answering;
    expect(await connect(hello())).toBe(200);
    const ids = await Promise.all([0, 1, 2, 3, 4, 5].map(async (n) => (await create({ email: `${n}@x.de` })).id));
    const waits = ['2', '600', '5'];
    const refused = Promise.withResolvers<void>();
    faulty.fate = onToolCalls(async (response, asked) => {
      const wait = waits.shift();
      if (wait !== undefined) return withStatus(429, { 'retry-after': wait })(response, asked);
      await refused.promise;
      return answering(response, asked);
    });
    const handling = resolve(...ids);
    const left = () => connection().then(({ retryAt }) => Math.round((Date.parse(retryAt) - Date.now()) / 60_000));
    for (let n = 0; n < 100 && (await left()) !== 10; n++) await new Promise((done) => setTimeout(done, 20));
    refused.resolve();
    expect(await handling).toHaveLength(3);
    expect(await left()).toBe(10);
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
      const about = { ...tenant, body: { email }, method: 'POST', path: '/api/crm-connection/test' };
      expect((await call(testCrmConnection, about)).status).toBe(200);
      expect(await connect({ url: server.url, auth })).toBe(200);
      expect(given).toHaveLength(5);
      expect(server.requests.at(-1)?.headers.authorization).toBe(`Bearer ${given.at(-1)}`);
    } finally {
      await authServer.close();
    }
  });

  it('whose credentials are refused says so, and is left alone until it is put anew', async () => {
    faulty.fate = answering;
    expect(await connect(hello())).toBe(200);
    const { id } = await create({ email });
    faulty.fate = withStatus(401);
    expect(await resolve(id)).toEqual([]);
    expect(await attempt(id)).toMatchObject({ outcome: 'failed' });
    expect(await connection()).toMatchObject({ status: 'auth_failed', reason: expect.any(String), retryAt: null });
    const asked = faulty.requests.length;
    await resolve(id);
    expect([faulty.requests.length, (await attempt(id)).nextAttemptAt]).toEqual([asked, null]);
    faulty.fate = answering;
    const about = { ...tenant, body: { email }, method: 'POST', path: '/api/crm-connection/test' };
    expect((await call(testCrmConnection, about)).status).toBe(200);
    expect(await connection()).toMatchObject({ status: 'auth_failed' });
    await connect(hello());
    await resolve(id);
    expect(await attempt(id)).toMatchObject({ outcome: 'nobody' });
  });
});

describe('POST /api/contacts/{id}/resolve', () => {
  const ask = (id: string) =>
    call(resolveContact, { ...tenant, id, method: 'POST', path: `/api/contacts/${id}/resolve` });

  it('is 202 with the contact, which the CRM is then asked about', async () => {
    records.push(anna);
    const created = await create({ email });
    expect(await ask(created.id)).toMatchObject({ status: 202, body: created });
    await deliver(resolveInCrm, bus.received('ResolveInCrmQueue'));
    expect(await externalRefOf(created.id)).toBe('crm-1');
  });

  it('is 409 for a contact that is resolved or has no address, and without a CRM', async () => {
    const { id } = await create({ email });
    await link(id, 'mine');
    expect(await ask(id)).toMatchObject({ status: 409, body: { error: 'The contact is manually_resolved already' } });
    const unknown = await create({ name: 'Anna' });
    expect(await ask(unknown.id)).toMatchObject({
      status: 409,
      body: { error: 'The contact has neither email nor phone' },
    });
    tenant = await service.tenant();
    expect(await ask((await create({ email })).id)).toMatchObject({
      status: 409,
      body: { error: 'The tenant has no connection to a CRM' },
    });
    expect((await ask(randomUUID())).status).toBe(404);
  });

  it('of a merged contact is about its survivor', async () => {
    const survivor = await create({ email });
    const merged = await create({ name: 'Merged' });
    await setAttributes(tenant.tenantId, merged.id, { mergedInto: survivor.id });
    const { status, headers } = await ask(merged.id);
    expect([status, headers['content-location']]).toEqual([202, `/api/contacts/${survivor.id}`]);
    expect(JSON.parse(bus.received('ResolveInCrmQueue')[0]?.body ?? '').detail.contactId).toBe(survivor.id);
  });
});
