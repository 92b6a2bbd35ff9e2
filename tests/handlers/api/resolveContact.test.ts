import { randomUUID } from 'node:crypto';
import { handler as resolveContact } from '../../../handlers/api/resolveContact.ts';
import { handler as resolveInCrm } from '../../../handlers/events/resolveInCrm.ts';
import { anna } from '../../lib/crm/servers/findContact.ts';
import { startTestBus } from '../../support/bus.ts';
import { call } from '../../support/call.ts';
import { deliver } from '../../support/deliver.ts';
import { mergeInto } from '../../support/merged.ts';
import { email, startLookups } from '../events/lookups.ts';

const { service, records, crm, create, get, link, resolve, externalRefOf } = await startLookups();
const bus = await startTestBus();

describe('POST /api/contacts/{id}/resolve', () => {
  const ask = (id: string) =>
    call(resolveContact, { ...crm.tenant, id, method: 'POST', path: `/api/contacts/${id}/resolve` });

  it('is 202 with the contact, which the CRM is then asked about', async () => {
    records.push(anna);
    const created = await create({ email });
    expect(await ask(created.id)).toMatchObject({ status: 202, body: created });
    await deliver(resolveInCrm, bus.received('ResolveInCrmQueue'));
    expect(await externalRefOf(created.id)).toBe('crm-1');
  });

  it.each([
    'crm_resolved',
    'manually_resolved',
  ])('is 202 for a %s contact, which gets the data of its record', async (status) => {
    records.push(anna);
    const { id } = await create({ email });
    if (status === 'manually_resolved') await link(id, 'crm-1');
    await resolve(id);
    records.splice(0, 1, { ...anna, companyName: 'New AG' });
    expect(await ask(id)).toMatchObject({
      status: 202,
      body: { resolutionStatus: status, companyName: 'Example GmbH' },
    });
    await deliver(resolveInCrm, bus.received('ResolveInCrmQueue'));
    expect(await get(id)).toMatchObject({ resolutionStatus: status, companyName: 'New AG' });
  });

  it('is 409 for a contact that has neither a link nor an address, and without a CRM', async () => {
    const unknown = await create({ name: 'Anna' });
    expect(await ask(unknown.id)).toMatchObject({
      status: 409,
      body: { error: 'The contact has neither email nor phone' },
    });
    crm.tenant = await service.tenant();
    expect(await ask((await create({ email })).id)).toMatchObject({
      status: 409,
      body: { error: 'The tenant has no connection to a CRM' },
    });
    expect((await ask(randomUUID())).status).toBe(404);
  });

  it('of a merged contact is about its survivor', async () => {
    const survivor = await create({ email });
    const merged = await create({ name: 'Merged' });
    await mergeInto(crm.tenant.tenantId, survivor.id, merged.id);
    const { status, headers } = await ask(merged.id);
    expect([status, headers['content-location']]).toEqual([202, `/api/contacts/${survivor.id}`]);
    expect(JSON.parse(bus.received('ResolveInCrmQueue')[0]?.body ?? '').detail.contactId).toBe(survivor.id);
  });
});
