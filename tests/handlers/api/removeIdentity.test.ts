import { randomUUID } from 'node:crypto';
import { handler as addIdentity } from '../../../handlers/api/addIdentity.ts';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as getIdentities } from '../../../handlers/api/getIdentities.ts';
import { handler as getSources } from '../../../handlers/api/getSources.ts';
import { handler as removeIdentity } from '../../../handlers/api/removeIdentity.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../../handlers/events/enrichContact.ts';
import { call } from '../../support/call.ts';
import { deliverAll, messageOf } from '../../support/deliver.ts';
import { interceptFirst } from '../../support/dynamoDbProxy.ts';
import { addApiKey, startService } from '../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../support/table.ts';

const service = await startService();
let tenant = await service.tenant();

beforeEach(async () => {
  service.proxy.intercept = () => 'pass';
  tenant = await service.tenant();
});

const switchboard = '+493012345678';
const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const get = async (id: string) => (await call(getContact, { ...tenant, id, method: 'GET' })).body;
const identities = async (id: string) => (await call(getIdentities, { ...tenant, id, method: 'GET' })).body;
const remove = (id: string, identityId: string, more: object = {}) =>
  call(removeIdentity, {
    ...tenant,
    id,
    params: { identityId },
    method: 'DELETE',
    path: `/api/contacts/${id}/identities/${identityId}`,
    ...more,
  });

const called = (parts: object = {}) =>
  messageOf('channel.message_received', {
    messageId: randomUUID(),
    tenantId: tenant.tenantId,
    channel: 'voice',
    sender: { address: switchboard },
    conversationId: 'c',
    receivedAt: '2026-11-23T09:00:00.000Z',
    ...parts,
  });
const facts = (contactId: string, second: number) =>
  messageOf('conversation.updated', {
    tenantId: tenant.tenantId,
    contactId,
    facts: { phone: switchboard },
    observedAt: `2026-11-23T09:00:0${second}.000Z`,
  });

describe('DELETE /api/contacts/{id}/identities/{identityId}', () => {
  it('removes an address that messages came from, and the next message from it creates a new contact', async () => {
    await deliverAll(detectSender, [called()]);
    const id = (await readItems(tenant.tenantId)).contacts[0]?.contactId ?? '';
    const [{ id: identityId }] = await identities(id);
    const { status, headers, body } = await remove(id, identityId.toUpperCase());
    expect([status, headers.etag, body]).toEqual([200, '"2"', []]);
    expect(await get(id)).toMatchObject({ phone: null });
    await deliverAll(detectSender, [called()]);
    const items = await readItems(tenant.tenantId);
    expect(items.contacts).toHaveLength(2);
    expectClaimsToMatchIdentities(items);
  });

  it('repairs a contact whose number is that of a switchboard, in two requests, and no machine gives it back', async () => {
    const { id } = await create({ name: 'Anna' });
    await deliverAll(enrichContact, [facts(id, 1)]);
    const [found] = await identities(id);
    expect(found).toMatchObject({ value: switchboard, strength: 'reported' });
    expect((await remove(id, found.id)).status).toBe(200);
    await deliverAll(enrichContact, [facts(id, 2)]);
    expect(await get(id)).toMatchObject({ firstName: 'Anna', phone: null });
    expect((await readItems(tenant.tenantId)).claims).toEqual({});
  });

  it('shows another address that a person has confirmed, with its source, also where machines know others', async () => {
    const { id } = await create({ phone: '+4915112345678' });
    await call(addIdentity, { ...tenant, id, body: { kind: 'phone', value: '+4915187654321' }, method: 'POST' });
    await deliverAll(enrichContact, [facts(id, 1)]);
    const shown = (await identities(id)).find(({ value }: { value: string }) => value === '+4915112345678');
    expect((await remove(id, shown.id)).headers.etag).toBe('"2"');
    await deliverAll(enrichContact, [facts(id, 2)]);
    expect(await get(id)).toMatchObject({ phone: '+4915187654321' });
    const { body } = await call(getSources, { ...tenant, id, method: 'GET' });
    const since = expect.any(String);
    expect(body.phone).toEqual({
      value: '+4915187654321',
      source: 'manual',
      since,
      by: expect.stringMatching(/^key:/),
      others: [],
    });
    expectClaimsToMatchIdentities(await readItems(tenant.tenantId));
  });

  it('removes an address once where the reply is lost', async () => {
    const { id } = await create({ email: 'anna@acme.de' });
    const [{ id: identityId }] = await identities(id);
    const isLost = interceptFirst(service.proxy, 'TransactWriteItems', 'lose the reply');
    expect((await remove(id, identityId)).status).toBe(200);
    expect(isLost()).toBe(true);
    expect((await remove(id, identityId)).status).toBe(404);
  });

  it('returns 404 for an unknown contact, 412 for a stale version, and 403 to an agent', async () => {
    const { id } = await create({ email: 'anna@acme.de' });
    const [{ id: identityId }] = await identities(id);
    expect((await remove(randomUUID(), identityId)).body.error).toBe('Contact not found');
    expect((await remove(id, identityId, { headers: { 'if-match': '"9"' } })).status).toBe(412);
    const apiKey = await addApiKey(tenant.tenantId, ['contacts:write'], { kind: 'agent' });
    expect((await remove(id, identityId, { apiKey })).status).toBe(403);
    expect(await identities(id)).toHaveLength(1);
  });
});
