import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as putCrmConnection } from '../../../handlers/api/putCrmConnection.ts';
import { handler as scheduleResolution } from '../../../handlers/events/scheduleResolution.ts';
import { findResolution, setDue } from '../../../lib/dynamo/resolution/resolution.ts';
import { findConnection } from '../../../lib/dynamo/tenants/crmConnection.ts';
import { enqueueBacklog } from '../../../lib/dynamo/tenants/enqueueBacklog.ts';
import { startModernServer } from '../../lib/crm/servers/modernServer.ts';
import { startTestBus } from '../../support/bus.ts';
import { call } from '../../support/call.ts';
import { allowCrms } from '../../support/crm.ts';
import { broken, type Interception } from '../../support/dynamoDbProxy.ts';
import { asFunction, deniedActions } from '../../support/roles.ts';
import { startService } from '../../support/service.ts';
import { setAttributes } from '../../support/table.ts';

const service = await startService();
const bus = await startTestBus();
await allowCrms();
const server = await startModernServer({ records: [] });
afterAll(() => server.close());

let tenant = await service.tenant();
beforeEach(async () => {
  tenant = await service.tenant();
  bus.received('ResolveInCrmQueue');
});

const connect = () => {
  const body = { url: server.url, auth: { type: 'none' } };
  return call(putCrmConnection, { ...tenant, body, method: 'PUT', path: '/api/crm-connection' });
};
const create = async (body: object): Promise<string> =>
  (await call(createContact, { ...tenant, body, method: 'POST' })).body.id;
/** Runs `act` for each item, ten at a time: with more, requests wait for a connection until the SDK gives up. */
async function inBatches<Item, Result>(items: readonly Item[], act: (item: Item) => Promise<Result>) {
  const results: Result[] = [];
  for (let i = 0; i < items.length; i += 10) results.push(...(await Promise.all(items.slice(i, i + 10).map(act))));
  return results;
}
const addresses = (count: number) => Array.from({ length: count }, (_, i) => ({ email: `person-${i}@example.com` }));
const scheduled = randomUUID();
const runSchedule = () =>
  asFunction(scheduleResolution, () => scheduleResolution({ id: scheduled, 'detail-type': 'Scheduled Event' }));
/** The contact id and the delay in seconds of each lookup of the tenant that was requested since the previous call. */
const requests = (): [string, number][] =>
  bus
    .received('ResolveInCrmQueue')
    .map(({ body, delaySeconds }) => ({ ...JSON.parse(body).detail, delaySeconds }))
    .filter(({ tenantId }) => tenantId === tenant.tenantId)
    .map(({ contactId, delaySeconds }) => [contactId, delaySeconds]);
const requested = (): Record<string, number> => Object.fromEntries(requests());
const dueAt = async (id: string) => (await findResolution(tenant.tenantId, id))?.dueAt;

/** Stops the clock, so that no delay depends on the speed of the test. */
function stopClock(): number {
  const now = Date.now();
  jest.spyOn(Date, 'now').mockReturnValue(now);
  return now;
}
afterEach(() => {
  jest.restoreAllMocks();
});

describe('a run of the schedule', () => {
  it('requests the lookups that are due within a minute, each delayed until it is due, and no others', async () => {
    const [overdue = '', soon = '', last = '', later = ''] = await Promise.all(addresses(4).map(create));
    const now = stopClock();
    await setDue(tenant.tenantId, overdue, now - 1000);
    await setDue(tenant.tenantId, soon, now + 1500);
    await setDue(tenant.tenantId, last, now + 59_999);
    await setDue(tenant.tenantId, later, now + 60_001);
    await runSchedule();
    expect(requested()).toEqual({ [overdue]: 0, [soon]: 1, [last]: 59 });
    await runSchedule();
    expect(requested()).toEqual({});
  });

  it('requests no lookup that a concurrent run requests', async () => {
    const ids = await Promise.all(addresses(3).map(create));
    await Promise.all(ids.map((id) => setDue(tenant.tenantId, id, Date.now() - 1000)));
    // No lease is stored before both runs have read all lookups.
    const haveRead = Promise.withResolvers<void>();
    let leases = 0;
    service.proxy.intercept = async (operation, body): Promise<Interception> => {
      if (operation !== 'UpdateItem' || !body.includes(tenant.tenantId)) return 'pass';
      if (++leases === 2 * ids.length) haveRead.resolve();
      await haveRead.promise;
      return 'pass';
    };
    await Promise.all([runSchedule(), runSchedule()]);
    service.proxy.intercept = () => 'pass';
    const requestedIds = requests().map(([id]) => id);
    expect(requestedIds.sort()).toEqual(ids.sort());
  });

  it('requests two lookups of a tenant per second, and reschedules those that do not fit into the minute', async () => {
    // The schedule does not read contacts.
    const ids = Array.from({ length: 20 }, () => randomUUID());
    const now = stopClock();
    const due = ids.map((_, i) => now + (i < 12 ? -5000 : 58_000) + i);
    await Promise.all(ids.map((id, i) => setDue(tenant.tenantId, id, due[i] ?? 0)));
    await runSchedule();
    const delays = requested();
    const overdue = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5];
    expect(ids.map((id) => delays[id])).toEqual([...overdue, 58, 58, 59, 59, ...Array(4).fill(undefined)]);
    const dueAfter = (await Promise.all(ids.slice(16).map(dueAt))).map((each) => Date.parse(each ?? '') - now);
    expect(dueAfter).toEqual([60_012, 60_512, 61_012, 61_512]);
  });

  it('requests fresh lookups first, and refreshes of linked contacts in the times that are left', async () => {
    const [fresh, refreshes] = [3, 200].map((count) => Array.from({ length: count }, () => randomUUID()));
    const now = stopClock();
    const { tenantId } = tenant;
    await inBatches(refreshes ?? [], (id) => setDue(tenantId, id, now - 86_400_000, 'refresh'));
    await inBatches(fresh ?? [], (id) => setDue(tenantId, id, now));
    await runSchedule();
    const delays = requested();
    expect((fresh ?? []).map((id) => delays[id]).sort()).toEqual([0, 0, 1]);
    const delaysOf = Object.values(delays).sort((a, b) => a - b);
    expect(delaysOf).toEqual(Array.from({ length: 120 }, (_, i) => Math.floor(i / 2)));
    const left = (
      await inBatches(
        (refreshes ?? []).filter((id) => !(id in delays)),
        dueAt,
      )
    ).map((at) => Date.parse(at ?? ''));
    expect(Math.min(...left)).toBe(now + 60_000);
    expect(Math.max(...left)).toBe(now + 60_000 + 82 * 500);
  });

  it('requests fresh lookups of one tenant however many refreshes of another are overdue', async () => {
    const crowd = Array.from({ length: 1100 }, () => `${randomUUID().slice(0, -1)}0`);
    const now = stopClock();
    const { tenantId } = tenant;
    await inBatches(crowd, (id) => setDue(tenantId, id, now - 86_400_000, 'refresh'));
    tenant = await service.tenant();
    const id = `${randomUUID().slice(0, -1)}0`;
    await setDue(tenant.tenantId, id, now);
    await runSchedule();
    expect(requested()).toEqual({ [id]: 0 });
  });

  it('makes a requested lookup due again 15 minutes later, in case it does not happen', async () => {
    const [id = ''] = await Promise.all(addresses(1).map(create));
    const now = stopClock();
    await setDue(tenant.tenantId, id, now + 2000);
    await runSchedule();
    expect(Date.parse((await dueAt(id)) ?? '') - now).toBe(2000 + 15 * 60_000);
  });

  it('requests a lookup again 15 minutes later if SQS did not accept its message', async () => {
    const [id = ''] = await Promise.all(addresses(1).map(create));
    const now = stopClock();
    await setDue(tenant.tenantId, id, now);
    const log = jest.spyOn(console, 'error').mockImplementation(() => {});
    const url = process.env.RESOLVE_QUEUE_URL;
    process.env.RESOLVE_QUEUE_URL = `${url}Absent`;
    await runSchedule();
    process.env.RESOLVE_QUEUE_URL = url;
    // No role allows a queue that does not exist.
    expect([...deniedActions]).toEqual([expect.stringContaining('QueueAbsent')]);
    deniedActions.clear();
    expect([requested(), log.mock.calls.length]).toEqual([{}, 1]);
    expect(JSON.parse(String(log.mock.calls[0]?.[0]))).toMatchObject({
      message: 'scheduling failed',
      requestId: expect.any(String),
      event: scheduled,
    });
    jest.spyOn(Date, 'now').mockReturnValue(now + 15 * 60_000);
    await runSchedule();
    expect(requested()).toEqual({ [id]: 0 });
  });
});

describe('a new connection', () => {
  it('leads to lookups of existing contacts in the next run', async () => {
    const ids = await Promise.all(addresses(2).map(create));
    await connect();
    await runSchedule();
    expect(Object.keys(requested()).sort()).toEqual(ids.sort());
  });

  it('that cannot be read does not delay the lookups of other tenants', async () => {
    await connect();
    const { tenantId } = tenant;
    tenant = await service.tenant();
    const id = await create({ email: 'anna@example.com' });
    await setDue(tenant.tenantId, id, Date.now() - 1000);
    const log = jest.spyOn(console, 'error').mockImplementation(() => {});
    service.proxy.intercept = (operation, body) =>
      operation === 'GetItem' && body.includes(tenantId) && body.includes('#crm') ? broken : 'pass';
    await runSchedule();
    service.proxy.intercept = () => 'pass';
    expect([Object.hasOwn(requested(), id), log.mock.calls.length]).toEqual([true, 1]);
    log.mockRestore();
    await enqueueBacklog(tenantId);
  });

  it('makes each contact due that has an address or a link, two per second, page by page', async () => {
    const ids = await inBatches(addresses(120), create);
    const [linked = '', merged = ''] = ids;
    await call(linkContact, { ...tenant, id: linked, body: { externalRef: 'crm-1' }, method: 'PUT' });
    await setAttributes(tenant.tenantId, merged, { mergedInto: ids[2] });
    const withoutAddress = await create({ name: 'Without an address' });
    await connect();
    const pages: boolean[] = [];
    do pages.push(await enqueueBacklog(tenant.tenantId));
    while (pages.at(-1));
    expect(pages).toEqual([true, true, false]);
    expect([await dueAt(merged), await dueAt(withoutAddress)]).toEqual([undefined, undefined]);
    const due = await inBatches([linked, ...ids.slice(2)], dueAt);
    const times = due.map((each) => Date.parse(each ?? '')).sort((a, b) => a - b);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBe(118 * 500);
    expect(new Set(times).size).toBe(119);
    const connection = await findConnection(tenant.tenantId);
    expect([connection?.dueAt, connection?.enqueuedTo]).toEqual([undefined, undefined]);
  });

  it('makes contacts due only once', async () => {
    const id = await create({ email: 'anna@example.com' });
    await connect();
    await enqueueBacklog(tenant.tenantId);
    await setDue(tenant.tenantId, id, 0);
    expect(await enqueueBacklog(tenant.tenantId)).toBe(false);
    expect(await dueAt(id)).toBe(new Date(0).toISOString());
  });
});
