import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as putCrmConnection } from '../../../handlers/api/putCrmConnection.ts';
import { handler as scheduleResolution } from '../../../handlers/events/scheduleResolution.ts';
import { findConnection } from '../../../lib/dynamo/crmConnection.ts';
import { findResolution, setDue } from '../../../lib/dynamo/resolutions.ts';
import { sweepContacts } from '../../../lib/dynamo/sweepContacts.ts';
import { startModernServer } from '../../lib/crm/servers/modernServer.ts';
import { layBus } from '../../support/bus.ts';
import { call } from '../../support/call.ts';
import { allowCrms } from '../../support/crm.ts';
import { lambdaContext } from '../../support/deliver.ts';
import { startService } from '../../support/service.ts';
import { setAttributes } from '../../support/table.ts';

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
const minutePasses = (milliseconds = 60_000) => scheduleResolution({} as never, lambdaContext(milliseconds));
const requested = (): string[] =>
  bus
    .received('ResolveInCrmQueue')
    .map(({ body }) => JSON.parse(body).detail.contactId)
    .sort();
const dueAt = async (id: string) => (await findResolution(tenant.tenantId, id))?.dueAt;

describe('once a minute', () => {
  it('a lookup is requested for who is due, and for nobody else', async () => {
    const ids = await Promise.all(addresses(30).map(create));
    await Promise.all(ids.map((id, i) => setDue(tenant.tenantId, id, Date.now() + (i < 25 ? -1000 : 60_000))));
    await minutePasses();
    expect(requested()).toEqual(ids.slice(0, 25).sort());
    await minutePasses();
    expect(requested()).toEqual([]);
  });

  it('two that run at once request each lookup once', async () => {
    const ids = await Promise.all(addresses(20).map(create));
    await Promise.all(ids.map((id) => setDue(tenant.tenantId, id, Date.now() - 1000)));
    await Promise.all([minutePasses(), minutePasses(), minutePasses()]);
    expect(requested()).toEqual(ids.sort());
  });

  it('who was requested and not looked up is due again a quarter of an hour later', async () => {
    const [id = ''] = await Promise.all(addresses(1).map(create));
    await setDue(tenant.tenantId, id, Date.now() - 1000);
    await minutePasses();
    const minutes = (Date.parse((await dueAt(id)) ?? '') - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBe(15);
  });

  it('nothing is begun when there is no time left', async () => {
    const [id = ''] = await Promise.all(addresses(1).map(create));
    await setDue(tenant.tenantId, id, Date.now() - 1000);
    await minutePasses(5000);
    expect(requested()).toEqual([]);
  });
});

describe('a connection that is put', () => {
  it('makes every unresolved contact with an address due, two in a second', async () => {
    const ids = await Promise.all(addresses(120).map(create));
    const [linked = '', merged = ''] = ids;
    await call(linkContact, { ...tenant, id: linked, body: { externalRef: 'crm-1' }, method: 'PUT' });
    await setAttributes(tenant.tenantId, merged, { mergedInto: ids[2] });
    const nameless = await create({ name: 'Without an address' });
    await connect();
    await minutePasses();
    const due = await Promise.all(ids.slice(2).map(dueAt));
    expect([await dueAt(linked), await dueAt(merged), await dueAt(nameless)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const times = due.map((each) => Date.parse(each ?? '')).sort((a, b) => a - b);
    expect(times).not.toContain(Number.NaN);
    // Some were due at once, and are requested by now.
    expect((times.at(-1) ?? 0) - Date.now()).toBeGreaterThan(40_000);
    expect(await findConnection(tenant.tenantId)).not.toHaveProperty('dueAt');
  });

  it('is seen through by the next one where the first did not come to its end', async () => {
    const ids = await Promise.all(addresses(60).map(create));
    await connect();
    expect(await sweepContacts(tenant.tenantId)).toBe(true);
    await minutePasses();
    expect(await Promise.all(ids.map(dueAt))).not.toContain(undefined);
    expect(await findConnection(tenant.tenantId)).not.toHaveProperty('sweptTo');
  });

  it('makes nobody due for a connection that has another in its place', async () => {
    await create({ email: 'anna@example.com' });
    await connect();
    await connect();
    await minutePasses();
    expect(await sweepContacts(tenant.tenantId)).toBe(false);
  });
});
