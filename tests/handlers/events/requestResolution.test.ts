import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as putCrmConnection } from '../../../handlers/api/putCrmConnection.ts';
import { handler as unlinkContact } from '../../../handlers/api/unlinkContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as requestResolution } from '../../../handlers/events/requestResolution.ts';
import { startModernServer } from '../../lib/crm/servers/modernServer.ts';
import { layBus } from '../../support/bus.ts';
import { call } from '../../support/call.ts';
import { allowCrms } from '../../support/crm.ts';
import { deliver, messageOf } from '../../support/deliver.ts';
import { startService, type Tenant } from '../../support/service.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';

const service = await startService();
const newRecords = followStream();
const bus = await layBus();
await allowCrms();
const server = await startModernServer({ records: [] });
afterAll(() => server.close());

let tenant: Tenant;
beforeEach(async () => {
  tenant = await service.tenant();
  await connect(tenant);
  await newRecords();
});

const connect = (to: Tenant) => {
  const body = { url: server.url, auth: { type: 'none' } };
  return call(putCrmConnection, { ...to, body, method: 'PUT', path: '/api/crm-connection' });
};

const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const patch = (id: string, body: object) =>
  call(updateContact, { ...tenant, id, body, headers: { 'content-type': 'application/merge-patch+json' } });

/** The contacts that a look-up is requested for by what was written since the last call. */
async function requested(): Promise<string[]> {
  await deliverRecords(requestResolution, await newRecords());
  return bus.received('ResolveInCrmQueue').map(({ body }) => JSON.parse(body).detail.contactId);
}

describe('a lookup in the CRM is requested', () => {
  it('when a contact with an address is created, or gets, changes or loses one', async () => {
    const { id } = await create({ email: 'anna@example.com' });
    expect(await requested()).toEqual([id]);
    await patch(id, { phone: '+49301234567' });
    expect(await requested()).toEqual([id]);
    await patch(id, { email: 'new@example.com' });
    expect(await requested()).toEqual([id]);
    await patch(id, { email: null });
    expect(await requested()).toEqual([id]);
  });

  it('when a new sender is detected', async () => {
    const sender = { address: 'anna@example.com' };
    const detail = { messageId: 'm', tenantId: tenant.tenantId, channel: 'email', sender, conversationId: 'c' };
    await deliver(detectSender, [
      messageOf('channel.message_received', { ...detail, receivedAt: '2026-11-23T09:30:00Z' }),
    ]);
    expect(await requested()).toHaveLength(1);
  });

  it('not when anything else changes, the last address goes, or there is none', async () => {
    const { id } = await create({ email: 'anna@example.com', phone: '+49301234567' });
    await requested();
    await patch(id, { name: 'Anna' });
    await patch(id, { email: null, phone: null });
    await create({ name: 'Nobody' });
    expect(await requested()).toEqual([]);
  });

  it('not for a contact that is resolved, and not when its link is taken back', async () => {
    const { id } = await create({ name: 'Anna' });
    await call(linkContact, { ...tenant, id, body: { externalRef: 'crm-1' }, method: 'PUT' });
    await patch(id, { email: 'anna@example.com' });
    await call(unlinkContact, { ...tenant, id, method: 'DELETE' });
    expect(await requested()).toEqual([]);
  });

  it('not where the tenant has no CRM, and at once where it has got one', async () => {
    tenant = await service.tenant();
    await create({ email: 'anna@example.com' });
    expect(await requested()).toEqual([]);
    await connect(tenant);
    const { id } = await create({ email: 'bea@example.com' });
    expect(await requested()).toEqual([id]);
  });
});
