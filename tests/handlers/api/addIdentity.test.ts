import { randomUUID } from 'node:crypto';
import { handler as addIdentity } from '../../../handlers/api/addIdentity.ts';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as deleteContact } from '../../../handlers/api/deleteContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { putSettings } from '../../../lib/dynamo/tenants/settings.ts';
import { call } from '../../support/call.ts';
import { deliverAll, messageOf } from '../../support/deliver.ts';
import { beforeFirst, interceptFirst } from '../../support/dynamoDbProxy.ts';
import { addApiKey, startService } from '../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../support/table.ts';

const service = await startService();
let tenant = await service.tenant();

beforeEach(async () => {
  service.proxy.intercept = () => 'pass';
  tenant = await service.tenant();
});

const phone = '+4915112345678';
const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const add = (id: string, body: object, more: object = {}) =>
  call(addIdentity, { ...tenant, id, body, method: 'POST', path: `/api/contacts/${id}/identities`, ...more });
const get = async (id: string) => (await call(getContact, { ...tenant, id, method: 'GET' })).body;
const find = async (query: Record<string, string>) =>
  (await call(listContacts, { ...tenant, query, method: 'GET' })).body.data;

const message = (parts: object = {}) =>
  messageOf('channel.message_received', {
    messageId: randomUUID(),
    tenantId: tenant.tenantId,
    channel: 'whatsapp',
    sender: { address: phone, displayName: 'Anna Smith' },
    conversationId: 'c',
    receivedAt: '2026-11-23T09:00:00.000Z',
    ...parts,
  });

/** The contact that messages from the phone have created. */
async function sender() {
  await deliverAll(detectSender, [message()]);
  const [contact] = await find({ phone });
  return contact;
}

describe('POST /api/contacts/{id}/identities', () => {
  it('takes any email that a contact can be created with, also one from which only machines write', async () => {
    const [created, other] = ['noreply@acme.de', 'bounces+1@acme.de'];
    const { id, email } = await create({ email: created });
    const { status, body } = await add(id, { kind: 'email', value: other });
    expect([email, status]).toEqual([created, 200]);
    expect(body.map(({ value }: { value: string }) => value).sort()).toEqual([other, created].sort());
    for (const value of [created, other]) expect(await find({ identity: `email:${value}` })).toMatchObject([{ id }]);
  });

  it('adds a confirmed address, by which the contact is found, and to which messages then belong', async () => {
    const created = await create({ name: 'Anna', email: 'anna@acme.de' });
    const { status, headers, body } = await add(created.id, { kind: 'whatsapp', value: phone });
    expect([status, headers.etag]).toEqual([200, '"2"']);
    expect(body).toMatchObject([
      { kind: 'phone', value: phone, strength: 'confirmed', seenAt: null },
      { kind: 'email', value: 'anna@acme.de', strength: 'confirmed' },
    ]);
    expect(await find({ phone })).toMatchObject([{ id: created.id, phone }]);
    await deliverAll(detectSender, [message()]);
    const items = await readItems(tenant.tenantId);
    expect(items.contacts).toHaveLength(1);
    expectClaimsToMatchIdentities(items);
  });

  it("reads a number without a country code as one of the tenant's country, as messages from it are read", async () => {
    await putSettings(tenant.tenantId, { ownDomains: [], freeMailExceptions: [], defaultCountry: 'DE' }, 'test');
    const { id } = await create({ name: 'Anna' });
    await add(id, { kind: 'voice', value: '0151 12345678' });
    await deliverAll(detectSender, [message({ channel: 'voice', sender: { address: '0151 12345678' } })]);
    expect((await readItems(tenant.tenantId)).contacts).toHaveLength(1);
    expect(await find({ identity: 'voice:0151 12345678' })).toMatchObject([{ id, phone }]);
  });

  it('changes nothing for an address that the contact has proven', async () => {
    const { id, updatedAt } = await sender();
    const { headers } = await add(id, { kind: 'phone', value: phone });
    expect([headers.etag, (await get(id)).updatedAt]).toEqual(['"1"', updatedAt]);
  });

  it('returns 409 with the owner of an address, and 404 for an unknown contact', async () => {
    const owner = await sender();
    const { id } = await create({ name: 'Bob' });
    const error = `value belongs to contact ${owner.id}`;
    for (const takeFrom of [undefined, randomUUID(), id])
      expect(await add(id, { kind: 'phone', value: phone, takeFrom })).toMatchObject({ status: 409, body: { error } });
    expect((await add(randomUUID(), { kind: 'phone', value: phone })).status).toBe(404);
  });

  it('takes an address that is only reported for another contact, without takeFrom', async () => {
    const agent = { apiKey: await addApiKey(tenant.tenantId, ['contacts:write'], { kind: 'agent' }) };
    const [first, second] = [await create({ name: 'Anna' }), await create({ name: 'Bob' })];
    await add(first.id, { kind: 'phone', value: phone }, agent);
    expect((await get(first.id)).phone).toBe(phone);
    expect((await add(second.id, { kind: 'phone', value: phone })).status).toBe(200);
    expect([await get(first.id), await get(second.id)]).toMatchObject([{ phone: null }, { phone }]);
    expect((await readItems(tenant.tenantId)).duplicates).toMatchObject([{ weight: 'strong' }, { weight: 'strong' }]);
  });

  it('returns 403 to an agent that moves an address, and 409 for one that is reported for another contact', async () => {
    const agent = { apiKey: await addApiKey(tenant.tenantId, ['contacts:write'], { kind: 'agent' }) };
    const owner = await sender();
    const { id } = await create({ name: 'Bob' });
    expect((await add(id, { kind: 'phone', value: phone, takeFrom: owner.id }, agent)).status).toBe(403);
    const other = { kind: 'chat', value: 'visitor' };
    await add(owner.id, other, agent);
    expect((await add(id, other, agent)).body.error).toBe(`value belongs to contact ${owner.id}`);
  });

  it('returns 412 for a stale version, also with takeFrom', async () => {
    const owner = await sender();
    const { id } = await create({ name: 'Bob' });
    const headers = { 'if-match': '"9"' };
    for (const takeFrom of [undefined, owner.id])
      expect((await add(id, { kind: 'phone', value: phone, takeFrom }, { headers })).status).toBe(412);
    expect((await get(owner.id)).phone).toBe(phone);
  });

  it('takes an address whose owner is erased before it moves', async () => {
    const [owner, { id }] = [await create({ phone }), await create({ name: 'Bea' })];
    const erase = () => call(deleteContact, { ...tenant, id: owner.id, method: 'DELETE' });
    beforeFirst(service.proxy, 'GetItem', erase, owner.id);
    const { status, body } = await add(id, { kind: 'phone', value: phone, takeFrom: owner.id });
    expect([status, body]).toEqual([200, [expect.objectContaining({ value: phone, strength: 'confirmed' })]]);
  });

  it('moves an address once where the reply is lost', async () => {
    const owner = await sender();
    const { id } = await create({ name: 'Bob' });
    let transactions = 0;
    service.proxy.intercept = (operation) =>
      operation === 'TransactWriteItems' && ++transactions === 2 ? 'lose the reply' : 'pass';
    expect((await add(id, { kind: 'phone', value: phone, takeFrom: owner.id.toUpperCase() })).status).toBe(200);
    expect(transactions).toBeGreaterThan(2);
    expect([await get(owner.id), await get(id)]).toMatchObject([{ phone: null }, { phone }]);
    expectClaimsToMatchIdentities(await readItems(tenant.tenantId));
    interceptFirst(service.proxy, 'TransactWriteItems', 'lose the reply');
    expect((await add(id, { kind: 'chat', value: 'visitor' })).status).toBe(200);
    expect((await find({ identity: 'chat:visitor' }))[0].id).toBe(id);
  });
});

describe('a support team repairs contacts with two requests', () => {
  it('whose number was recycled: it moves to the new owner, and their messages with it', async () => {
    const former = await sender();
    const { id } = await create({ name: 'Bob Jones', email: 'bob@acme.de' });
    const conflict = await add(id, { kind: 'phone', value: phone });
    expect(conflict).toMatchObject({ status: 409, body: { error: expect.stringContaining(former.id) } });
    expect((await add(id, { kind: 'phone', value: phone, takeFrom: former.id })).status).toBe(200);
    await deliverAll(detectSender, [
      message({ sender: { address: phone, displayName: 'Bobby' }, receivedAt: '2026-11-23T10:00:00.000Z' }),
    ]);
    expect(await get(id)).toMatchObject({ firstName: 'Bob', phone });
    expect(await get(former.id)).toMatchObject({ firstName: 'Anna', phone: null });
    const items = await readItems(tenant.tenantId);
    expect(items.contacts).toHaveLength(2);
    expect(items.duplicates).toEqual([]);
    expectClaimsToMatchIdentities(items);
  });

  it('one of which has the address of another: it moves to the right contact', async () => {
    const right = await sender();
    const wrong = await create({ name: 'Anna S.', email: 'anna@acme.de' });
    const body = { kind: 'email', value: 'anna@acme.de', takeFrom: wrong.id };
    expect((await add(right.id, { ...body, takeFrom: undefined })).status).toBe(409);
    expect((await add(right.id, body)).status).toBe(200);
    expect([await get(right.id), await get(wrong.id)]).toMatchObject([{ email: 'anna@acme.de' }, { email: null }]);
    await deliverAll(detectSender, [message({ channel: 'email', sender: { address: 'anna@acme.de' } })]);
    expect((await readItems(tenant.tenantId)).contacts).toHaveLength(2);
  });
});

describe('an address that moves while messages from it arrive', () => {
  it('belongs to one of the two contacts in the end, and no message creates a third', async () => {
    const owner = await sender();
    const { id } = await create({ name: 'Bob' });
    const messages = Array.from({ length: 20 }, (_, i) =>
      message({ sender: { address: phone, displayName: `Anna ${i}` }, receivedAt: `2026-11-23T10:00:${10 + i}.000Z` }),
    );
    const [, { status }] = await Promise.all([
      deliverAll(detectSender, messages),
      add(id, { kind: 'phone', value: phone, takeFrom: owner.id }),
    ]);
    expect(status).toBe(200);
    const items = await readItems(tenant.tenantId);
    expect(items.contacts).toHaveLength(2);
    expectClaimsToMatchIdentities(items);
    expect((await find({ phone }))[0].id).toBe(id);
  });
});
