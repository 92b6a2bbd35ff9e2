import { randomUUID } from 'node:crypto';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as getSettings } from '../../../handlers/api/getSettings.ts';
import { handler as putSettings } from '../../../handlers/api/putSettings.ts';
import { handler as sweepContacts } from '../../../handlers/events/sweepContacts.ts';
import { call } from '../../support/call.ts';
import { broken } from '../../support/dynamoDbProxy.ts';
import { captureLog } from '../../support/log.ts';
import { passTime } from '../../support/passTime.ts';
import { asFunction } from '../../support/roles.ts';
import { startService } from '../../support/service.ts';

const service = await startService();
const lines = captureLog(({ message }) => message === 'sweep failed');
type Tenant = Awaited<ReturnType<typeof service.tenant>>;

const path = '/api/settings';
const none = { ownDomains: [], freeMailExceptions: [] };
const put = async (tenant: Tenant, body: object) =>
  (await call(putSettings, { ...tenant, method: 'PUT', path, body })).body;
const settings = async (tenant: Tenant) => (await call(getSettings, { ...tenant, method: 'GET', path })).body;
const create = async (tenant: Tenant, body: object): Promise<string> =>
  (await call(createContact, { ...tenant, body, method: 'POST' })).body.id;
const companyOf = async (tenant: Tenant, id: string) =>
  (await call(getContact, { ...tenant, id, method: 'GET' })).body.companyName;
const run = () =>
  asFunction(sweepContacts, () => sweepContacts({ id: randomUUID(), 'detail-type': 'Scheduled Event' }));

it('Settings that are put are applied to existing contacts, and GET /api/settings says how far', async () => {
  const tenant = await service.tenant();
  const id = await create(tenant, { email: 'anna@acme.de' });
  const { sweep } = await put(tenant, none);
  expect(sweep).toEqual({ startedAt: expect.any(String), finishedAt: null, contacts: 0 });
  await run();
  expect([await settings(tenant), await companyOf(tenant, id)]).toEqual([{ ...none, sweep }, null]);
  passTime(60_001);
  await run();
  expect(await companyOf(tenant, id)).toBe('Acme');
  const current = await settings(tenant);
  expect(current).toEqual({ ...none, sweep: { ...sweep, finishedAt: expect.any(String), contacts: 1 } });
  // What GET returns can be put again.
  expect(await put(tenant, { ...current, ownDomains: ['acme.de'] })).toMatchObject({ sweep: { finishedAt: null } });
  passTime(60_001);
  await run();
  expect([await companyOf(tenant, id), (await settings(tenant)).ownDomains]).toEqual([null, ['acme.de']]);
});

it('The contacts of one tenant do not wait for those of another whose sweep fails', async () => {
  const tenants = await Promise.all(Array.from({ length: 3 }, () => service.tenant()));
  const ids = await Promise.all(tenants.map((tenant) => create(tenant, { email: 'anna@acme.de' })));
  await Promise.all(tenants.map((tenant) => put(tenant, none)));
  passTime(60_001);
  service.proxy.intercept = (operation, body) =>
    operation === 'Query' && body.includes(`${tenants[0]?.tenantId}`) ? broken : 'pass';
  await run();
  service.proxy.intercept = () => 'pass';
  const companies = () => Promise.all(tenants.map((tenant, i) => companyOf(tenant, `${ids[i]}`)));
  expect(await companies()).toEqual([null, 'Acme', 'Acme']);
  expect(lines).toEqual([expect.objectContaining({ tenantId: tenants[0]?.tenantId })]);
  await run();
  expect(await companies()).toEqual(['Acme', 'Acme', 'Acme']);
});
