import { handler as putCrmConnection } from '../../../handlers/api/putCrmConnection.ts';
import { handler as resolveContact } from '../../../handlers/api/resolveContact.ts';
import { handler as testCrmConnection } from '../../../handlers/api/testCrmConnection.ts';
import { handler as unlinkContact } from '../../../handlers/api/unlinkContact.ts';
import { handler as resolveInCrm } from '../../../handlers/events/resolveInCrm.ts';
import { findResolution } from '../../../lib/dynamo/resolution/resolution.ts';
import { findConnection, recordOnConnection } from '../../../lib/dynamo/tenants/crmConnection.ts';
import {
  type FaultyServer,
  onToolCalls,
  startFaultyServer,
  withResult,
  withStatus,
} from '../../lib/crm/servers/faultyServer.ts';
import { anna } from '../../lib/crm/servers/findContact.ts';
import { methodsOf } from '../../lib/crm/servers/serve.ts';
import { call } from '../../support/call.ts';
import { deliver } from '../../support/deliver.ts';
import { beforeRetry, broken, cancelled, interceptFirst } from '../../support/dynamoDbProxy.ts';
import { captureLog } from '../../support/log.ts';
import { until } from '../../support/until.ts';
import { email, startLookups } from './lookups.ts';

const { service, server, records, crm, connect, get, requested, create, attempt, connection, resolve, externalRefOf } =
  await startLookups();
const logged = captureLog();

describe('a CRM that fails to answer', () => {
  it('leaves the contact as it is, tells why in its sources, and is asked again', async () => {
    records.push(anna);
    const created = await create({ email });
    crm.whileAsked = () => ({ content: [{ type: 'text', text: `no ${email}` }], isError: true });
    expect(await resolve(created.id)).toHaveLength(1);
    expect(await get(created.id)).toEqual(created);
    const failed = await attempt(created.id);
    expect(failed).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/tool/) });
    expect(JSON.stringify([failed, logged])).not.toContain(email);
    expect(await connection()).toMatchObject({ status: 'failing', reason: failed.reason, retryAt: null });
    crm.whileAsked = () => undefined;
    expect(await resolve(created.id)).toEqual([]);
    expect(await get(created.id)).toMatchObject({ resolutionStatus: 'crm_resolved' });
    expect(await connection()).toMatchObject({ status: 'ok', reason: null });
  });

  it('by a tool alone keeps its session', async () => {
    const { id } = await create({ email });
    const handshakes = () => methodsOf(server).filter((method) => method === 'initialize').length;
    await resolve(id);
    const before = handshakes();
    crm.whileAsked = () => ({ content: [], isError: true });
    await resolve(id);
    await resolve(id);
    expect(handshakes()).toBe(before);
  });

  it('for ten contacts at once is left alone for a minute, no longer', async () => {
    const ids = await Promise.all(
      Array.from({ length: 10 }, async (_, i) => (await create({ email: `${i}@x.de` })).id),
    );
    const failed = Promise.withResolvers<object>();
    let asked = 0;
    crm.whileAsked = () => {
      if (++asked === ids.length) failed.resolve({ content: [], isError: true });
      return failed.promise;
    };
    await resolve(...ids);
    const seconds = (Date.parse((await connection()).retryAt) - Date.now()) / 1000;
    expect([seconds > 50, seconds <= 60]).toEqual([true, true]);
  });

  it('tells nothing against the connection that has taken its place meanwhile', async () => {
    const { id } = await create({ email });
    crm.whileAsked = async () => {
      crm.whileAsked = () => undefined;
      await call(putCrmConnection, {
        ...crm.tenant,
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
    crm.whileAsked = () => ({ content: [], isError: true });
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
    crm.whileAsked = () => ({ content: [], isError: true });
    const message = requested(id);
    for (let n = 0; n < 5; n++) await deliver(resolveInCrm, [message]);
    expect((await findResolution(crm.tenant.tenantId, id))?.failures).toBe(1);
  });

  it('about the same five contacts as before the pause is not left alone again for that', async () => {
    const ids = await Promise.all([0, 1, 2, 3, 4].map(async (n) => (await create({ email: `${n}@x.de` })).id));
    const good = await create({ email });
    crm.whileAsked = (args) => (args.email === email ? undefined : { content: [], isError: true });
    for (const id of ids) await resolve(id);
    expect((await connection()).retryAt).not.toBeNull();
    for (const id of ids) await resolve(id);
    const item = await findConnection(crm.tenant.tenantId);
    if (item) await recordOnConnection(item, { breaker: { failures: 5, openUntil: Date.now() - 1, reason: 'down' } });
    await resolve(good.id);
    for (const id of ids) await resolve(id);
    expect(await connection()).toMatchObject({ status: 'ok', retryAt: null });
  });

  it('five times in a row is left alone for a minute, in which contacts are put off and no message fails', async () => {
    const { id } = await create({ email });
    crm.whileAsked = () => ({ content: [], isError: true });
    for (let n = 0; n < 5; n++) await resolve((await create({ email: `${n}@x.de` })).id);
    const { status, retryAt } = await connection();
    expect([status, Date.parse(retryAt) - Date.now() > 50_000]).toEqual(['failing', true]);
    const asked = server.requests.length;
    expect(await resolve(id)).toEqual([]);
    expect(server.requests.length).toBe(asked);
    const { nextAttemptAt, ...put } = await attempt(id);
    expect(put).toMatchObject({ outcome: 'postponed', reason: 'The tool returned an error.' });
    expect(Date.parse(nextAttemptAt)).toBeGreaterThanOrEqual(Date.parse(retryAt));
    expect(Date.parse(nextAttemptAt)).toBeLessThanOrEqual(Date.parse(retryAt) + 10_000);
    const { status: refused, body } = await call(resolveContact, { ...crm.tenant, id, method: 'POST' });
    expect([refused, body.error]).toEqual([
      409,
      expect.stringContaining(`No requests are sent to the CRM until ${retryAt}`),
    ]);
  });

  it('is probed by one lookup when the minute is over, and well when that is answered', async () => {
    records.push(anna);
    const ids = await Promise.all(
      [email, 'b@example.com', 'c@example.com'].map(async (each) => (await create({ email: each })).id),
    );
    const item = await findConnection(crm.tenant.tenantId);
    if (item) await recordOnConnection(item, { breaker: { failures: 5, openUntil: Date.now() - 1, reason: 'down' } });
    const others = Promise.withResolvers<void>();
    let [asked, handled] = [0, 0];
    crm.whileAsked = async () => {
      asked++;
      await others.promise;
    };
    await Promise.all(
      ids.map(async (id) => {
        await resolve(id);
        if (++handled === 2) others.resolve();
      }),
    );
    expect(asked).toBe(1);
    expect(await connection()).toMatchObject({ status: 'ok', retryAt: null });
  });

  it('when it is probed is left alone for twice as long', async () => {
    const { id } = await create({ email });
    const item = await findConnection(crm.tenant.tenantId);
    if (item) await recordOnConnection(item, { breaker: { failures: 5, openUntil: Date.now() - 1, reason: 'down' } });
    crm.whileAsked = () => ({ content: [], isError: true });
    await resolve(id);
    expect(Date.parse((await connection()).retryAt) - Date.now()).toBeGreaterThan(110_000);
  });

  it('because DynamoDB does not, is not held against the CRM', async () => {
    records.push(anna);
    const { id } = await create({ email });
    crm.whileAsked = () => {
      service.proxy.intercept = (operation) => (operation === 'TransactWriteItems' ? broken : 'pass');
    };
    expect(await resolve(id)).toHaveLength(1);
    service.proxy.intercept = () => 'pass';
    crm.whileAsked = () => undefined;
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

it('a match that conflicts with its own attempt is not made again after a person has unlinked it', async () => {
  records.push(anna);
  const { id } = await create({ email });
  const unlink = () => call(unlinkContact, { ...crm.tenant, id, method: 'DELETE', path: `/api/contacts/${id}/link` });
  const fault = { replaceReply: cancelled('TransactionConflict') };
  const isRepeated = beforeRetry(service.proxy, 'TransactWriteItems', unlink, fault);
  expect(await resolve(id)).toEqual([]);
  expect([isRepeated(), await externalRefOf(id)]).toEqual([true, null]);
});

it('a server that loses its sessions is asked in a new one', async () => {
  records.push(anna);
  const { id } = await create({ email });
  server.loseSessions();
  expect(await resolve(id)).toEqual([]);
  expect(await externalRefOf(id)).toBe('crm-1');
});

describe('a connection', () => {
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
    expect(reason).toBe('The server asked for fewer requests (status 429).');
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
    await until(async () => (await left()) === 10);
    refused.resolve();
    expect(await handling).toHaveLength(3);
    expect(await left()).toBe(10);
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
    const about = { ...crm.tenant, body: { email }, method: 'POST', path: '/api/crm-connection/test' };
    expect((await call(testCrmConnection, about)).status).toBe(200);
    expect(await connection()).toMatchObject({ status: 'auth_failed' });
    await connect(hello());
    await resolve(id);
    expect(await attempt(id)).toMatchObject({ outcome: 'nobody' });
  });
});
