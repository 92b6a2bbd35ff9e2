import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as putCrmConnection } from '../../../handlers/api/putCrmConnection.ts';
import { handler as scheduleResolution, walkThrough } from '../../../handlers/events/scheduleResolution.ts';
import { findResolution, setDue } from '../../../lib/dynamo/resolution/resolution.ts';
import { findConnection } from '../../../lib/dynamo/tenants/crmConnection.ts';
import { enqueueBacklog } from '../../../lib/dynamo/tenants/enqueueBacklog.ts';
import { startModernServer } from '../../lib/crm/servers/modernServer.ts';
import { layBus } from '../../support/bus.ts';
import { call } from '../../support/call.ts';
import { allowCrms } from '../../support/crm.ts';
import { asFunction } from '../../support/roles.ts';
import { startService } from '../../support/service.ts';
import { setAttributes } from '../../support/table.ts';
import { broken } from '../../support/wire.ts';

const service = await startService();
const bus = await layBus();
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
const addresses = (count: number) => Array.from({ length: count }, (_, i) => ({ email: `person-${i}@example.com` }));
const minutePasses = () => asFunction(scheduleResolution, () => scheduleResolution({} as never));
const requested = (): string[] =>
  bus
    .received('ResolveInCrmQueue')
    .map(({ body }) => JSON.parse(body).detail.contactId)
    .sort();
const dueAt = async (id: string) => (await findResolution(tenant.tenantId, id))?.dueAt;

describe('once a minute', () => {
  it('a lookup is requested for who is due within it, at their time, and for nobody else', async () => {
    const [overdue = '', soon = '', later = ''] = await Promise.all(addresses(3).map(create));
    const now = Date.now();
    await setDue(tenant.tenantId, overdue, now - 1000);
    await setDue(tenant.tenantId, soon, now + 1500);
    await setDue(tenant.tenantId, later, now + 90_000);
    const passed = minutePasses();
    await sleep(700);
    expect(requested()).toEqual([overdue]);
    await passed;
    expect([requested(), Date.now() >= now + 1500]).toEqual([[soon], true]);
    await minutePasses();
    expect(requested()).toEqual([]);
  });

  it('two that run at once request each lookup once', async () => {
    const ids = await Promise.all(addresses(3).map(create));
    await Promise.all(ids.map((id) => setDue(tenant.tenantId, id, Date.now() - 1000)));
    await Promise.all([minutePasses(), minutePasses(), minutePasses()]);
    expect(requested()).toEqual(ids.sort());
  });

  it('what has no turn within it, because of what stands before it, is due at its turn', async () => {
    const ids = await Promise.all(addresses(5).map(create));
    const now = Date.now();
    await Promise.all(ids.map((id, i) => setDue(tenant.tenantId, id, now - 5000 + i)));
    await walkThrough(1200);
    expect(requested()).toEqual(ids.slice(0, 3).sort());
    const turns = (await Promise.all(ids.slice(3).map(dueAt))).map((due) => (Date.parse(due ?? '') - now) / 1000);
    expect(turns.map(Math.round)).toEqual([2, 2]);
    expect((turns[1] ?? 0) - (turns[0] ?? 0)).toBeCloseTo(0.5, 2);
  });

  it('who was requested and not looked up is due again a quarter of an hour later', async () => {
    const [id = ''] = await Promise.all(addresses(1).map(create));
    await setDue(tenant.tenantId, id, Date.now() - 1000);
    await minutePasses();
    const minutes = (Date.parse((await dueAt(id)) ?? '') - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBe(15);
  });
});

describe('a connection that is put', () => {
  it('has its first contacts looked up within the minute', async () => {
    const ids = await Promise.all(addresses(2).map(create));
    await connect();
    await minutePasses();
    expect(requested()).toEqual(ids.sort());
  });

  it('and can not be seen to holds up nobody', async () => {
    await connect();
    const { tenantId } = tenant;
    tenant = await service.tenant();
    const id = await create({ email: 'anna@example.com' });
    await setDue(tenant.tenantId, id, Date.now() - 1000);
    const log = jest.spyOn(console, 'error').mockImplementation(() => {});
    service.wire.fate = (operation, body) =>
      operation === 'GetItem' && body.includes(tenantId) && body.includes('#crm') ? broken : 'pass';
    await walkThrough(5000);
    service.wire.fate = () => 'pass';
    // Contacts of the tests before may have their turn now too.
    expect([requested().includes(id), log.mock.calls.length]).toEqual([true, 1]);
    log.mockRestore();
    await enqueueBacklog(tenantId);
  });

  it('makes every unresolved contact with an address due, two in a second, page by page', async () => {
    const ids = await Promise.all(addresses(120).map(create));
    const [linked = '', merged = ''] = ids;
    await call(linkContact, { ...tenant, id: linked, body: { externalRef: 'crm-1' }, method: 'PUT' });
    await setAttributes(tenant.tenantId, merged, { mergedInto: ids[2] });
    const nameless = await create({ name: 'Without an address' });
    await connect();
    const pages: boolean[] = [];
    do pages.push(await enqueueBacklog(tenant.tenantId));
    while (pages.at(-1));
    expect(pages).toEqual([true, true, false]);
    expect([await dueAt(linked), await dueAt(merged), await dueAt(nameless)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const due = await Promise.all(ids.slice(2).map(dueAt));
    const times = due.map((each) => Date.parse(each ?? '')).sort((a, b) => a - b);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBe(117 * 500);
    expect(new Set(times).size).toBe(118);
    const connection = await findConnection(tenant.tenantId);
    expect([connection?.dueAt, connection?.enqueuedTo]).toEqual([undefined, undefined]);
  });

  it('makes nobody due for a connection that has another in its place', async () => {
    await create({ email: 'anna@example.com' });
    await connect();
    await enqueueBacklog(tenant.tenantId);
    expect(await enqueueBacklog(tenant.tenantId)).toBe(false);
  });
});
