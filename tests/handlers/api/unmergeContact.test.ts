import { randomUUID } from 'node:crypto';
import { handler as addIdentity } from '../../../handlers/api/addIdentity.ts';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as deleteContact } from '../../../handlers/api/deleteContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as getHistory } from '../../../handlers/api/getHistory.ts';
import { handler as getIdentities } from '../../../handlers/api/getIdentities.ts';
import { handler as getMerges } from '../../../handlers/api/getMerges.ts';
import { handler as getSources } from '../../../handlers/api/getSources.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as mergeContacts } from '../../../handlers/api/mergeContacts.ts';
import { handler as removeIdentity } from '../../../handlers/api/removeIdentity.ts';
import { handler as unmergeContact } from '../../../handlers/api/unmergeContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as withdrawField } from '../../../handlers/api/withdrawField.ts';
import { handler as deriveCompany } from '../../../handlers/events/deriveCompany.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../../handlers/events/enrichContact.ts';
import { handler as projectChange } from '../../../handlers/events/projectChange.ts';
import { call } from '../../support/call.ts';
import { deliverAll, messageOf } from '../../support/deliver.ts';
import { beforeFirst } from '../../support/dynamoDbProxy.ts';
import { passTime } from '../../support/passTime.ts';
import { addApiKey, startService } from '../../support/service.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';
import { expectClaimsToMatchIdentities, partsIn, readItems } from '../../support/table.ts';

const service = await startService();
const readNewRecords = followStream();
let tenant = await service.tenant();

beforeEach(async () => {
  service.proxy.intercept = () => 'pass';
  tenant = await service.tenant();
});

const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const get = async (id: string) => (await call(getContact, { ...tenant, id, method: 'GET' })).body;
const patch = (id: string, body: object) =>
  call(updateContact, { ...tenant, id, body, headers: { 'content-type': 'application/merge-patch+json' } });
const post = (handler: Parameters<typeof call>[0], id: string, duplicateId: string, more = {}) =>
  call(handler, { ...tenant, id, body: { duplicateId }, method: 'POST', ...more });
const merge = (id: string, duplicateId: string) => post(mergeContacts, id, duplicateId);
const unmerge = (id: string, duplicateId: string, more = {}) => post(unmergeContact, id, duplicateId, more);
const merges = async (id: string) => (await call(getMerges, { ...tenant, id, method: 'GET' })).body.data;

const message = (address: string, second: number, sender: object = {}) =>
  messageOf('channel.message_received', {
    messageId: randomUUID(),
    tenantId: tenant.tenantId,
    channel: 'email',
    sender: { address, ...sender },
    conversationId: 'c',
    receivedAt: `2026-11-23T09:00:0${second}.000Z`,
  });
const facts = (contactId: string, stated: object, second = 1) =>
  messageOf('conversation.updated', {
    tenantId: tenant.tenantId,
    contactId,
    facts: stated,
    observedAt: `2026-11-23T09:00:0${second}.000Z`,
  });

type MergeEntry = { readonly contact: { readonly id: string }; readonly mergedInto: string };

/** A contact as it is stored, without what each write changes. */
async function stored(id: string) {
  const { contacts } = await readItems(tenant.tenantId);
  const contact = contacts.find(({ contactId }) => contactId === id);
  if (!contact) throw new Error('The contact is gone');
  const { writeIds: _, version: __, updatedAt: ___, changedBy: ____, ...rest } = contact;
  return rest;
}

describe('POST /api/contacts/{id}/unmerge', () => {
  it('makes the contact what messages, conversations and companies would have made of it', async () => {
    const survivor = await create({ name: 'Anna Schmidt', email: 'anna@one.example' });
    await deliverAll(detectSender, [message('a.schmidt@two.example', 1, { displayName: 'A. Schmidt' })]);
    const [duplicateId = ''] = (await readItems(tenant.tenantId)).contacts.flatMap(({ contactId }) =>
      contactId === survivor.id ? [] : [contactId],
    );
    await merge(survivor.id, duplicateId);
    await deliverAll(detectSender, [
      message('a.schmidt@two.example', 2, {
        displayName: 'Anna Maria Schmidt',
        identities: [{ kind: 'whatsapp', value: 'DE.1' }],
      }),
    ]);
    await deliverAll(enrichContact, [facts(duplicateId, { companyName: 'Two AG', phone: '+4915112345678' })]);
    await deliverAll(deriveCompany, [
      messageOf('contact.updated', {
        id: '1',
        tenantId: tenant.tenantId,
        contactId: survivor.id,
        version: 2,
        changedAt: '2026-11-23T09:00:00.000Z',
        changed: ['email'],
        actor: 'key:1',
      }),
    ]);
    const during = await get(survivor.id);
    expect(during).toMatchObject({ firstName: 'Anna', phone: '+4915112345678', companyName: 'Two AG' });
    await patch(duplicateId, { name: 'Anna S. Schmidt', companyName: 'Stated AG' });
    const { status, body } = await unmerge(survivor.id, duplicateId);
    expect(status).toBe(200);
    expect(body.kept).toMatchObject([
      { field: 'firstName', value: 'Anna S.', source: 'manual' },
      { field: 'lastName', value: 'Schmidt' },
      { field: 'companyName', value: 'Stated AG' },
    ]);
    expect(body.survivor).toMatchObject({ firstName: 'Anna S.', companyName: 'Stated AG', phone: null });
    expect(body.duplicate).toMatchObject({
      id: duplicateId,
      firstName: 'Anna Maria',
      email: 'a.schmidt@two.example',
      phone: '+4915112345678',
      companyName: 'Two AG',
    });
    expect(Object.keys((await stored(duplicateId)).identities).sort()).toEqual([
      'email#a.schmidt@two.example',
      'phone#+4915112345678',
      'whatsapp#DE.1',
    ]);
    const { claims } = await readItems(tenant.tenantId);
    expect(Object.entries(claims).map(([key, { ownerId }]) => [key, ownerId === survivor.id])).toEqual([
      ['email#a.schmidt@two.example', false],
      ['email#anna@one.example', true],
      ['phone#+4915112345678', false],
      ['whatsapp#DE.1', false],
    ]);
    expect(await stored(survivor.id)).not.toHaveProperty('contributions');
    expect(await merges(survivor.id)).toEqual([]);
  });

  it('undoes chains in any order', async () => {
    const contacts = [];
    for (const name of ['a', 'b', 'c', 'd'])
      contacts.push(await create({ name: `${name} Person`, email: `${name}@one.example` }));
    const [a, b, c, d] = contacts.map(({ id }) => id);
    const before = await Promise.all([a, b, c, d].map(stored));
    await merge(b, c);
    await merge(a, d);
    await merge(a, b);
    expect((await merges(c)).map(({ contact, mergedInto }: MergeEntry) => [contact.id, mergedInto])).toEqual([
      [d, a],
      [b, a],
      [c, b],
    ]);
    expect((await get(c)).id).toBe(a);
    await unmerge(a, b);
    expect([(await get(c)).id, (await get(d)).id]).toEqual([b, a]);
    await merge(a, b);
    expect((await unmerge(a, c)).status).toBe(200);
    expect([(await get(c)).id, (await get(b)).id]).toEqual([c, a]);
    await unmerge(a, b);
    await unmerge(b, d);
    await unmerge(d, d);
    expect(await Promise.all([a, b, c, d].map(stored))).toEqual(before);
  });

  it('gives back what a person withdrew from the survivor, and leaves what they removed', async () => {
    const survivor = await create({ name: 'Anna', email: 'anna@one.example' });
    const duplicate = await create({ companyName: 'Two AG', email: 'anna@two.example', name: 'Anna' });
    await merge(survivor.id, duplicate.id);
    const params = { field: 'companyName' };
    const path = `/api/contacts/${survivor.id}/sources/manual/companyName`;
    const withdrawn = await call(withdrawField, { ...tenant, id: survivor.id, params, path, method: 'DELETE' });
    expect(withdrawn.body).toMatchObject({ companyName: null });
    const identities = (await call(getIdentities, { ...tenant, id: survivor.id, method: 'GET' })).body;
    const { id: identityId } = identities.find(({ value }: { value: string }) => value === 'anna@two.example');
    const removed = await call(removeIdentity, {
      ...tenant,
      id: survivor.id,
      params: { identityId },
      method: 'DELETE',
    });
    expect(removed.body).toHaveLength(1);
    const { body } = await unmerge(survivor.id, duplicate.id);
    expect(body.duplicate).toMatchObject({ companyName: 'Two AG', email: null });
    expect((await create({ name: 'Other', email: 'anna@two.example' })).email).toBe('anna@two.example');
  });

  it('keeps an email that a person stated of the survivor, and that the duplicate had proven, with the duplicate', async () => {
    const survivor = await create({ name: 'Anna', email: 'anna@one.example' });
    const duplicate = await create({ name: 'Anna', email: 'anna@two.example' });
    await merge(survivor.id, duplicate.id);
    expect((await patch(survivor.id, { email: duplicate.email })).body).toMatchObject({ email: duplicate.email });
    const added = await call(addIdentity, {
      ...tenant,
      id: survivor.id,
      body: { kind: 'email', value: duplicate.email },
      method: 'POST',
    });
    expect(added.status).toBe(200);
    const chat = { kind: 'chat', value: '42' };
    await call(addIdentity, { ...tenant, id: survivor.id, body: chat, method: 'POST' });
    await call(linkContact, { ...tenant, id: survivor.id, body: { externalRef: 'kept-1' }, method: 'PUT' });
    const { body } = await unmerge(survivor.id, duplicate.id);
    expect(body.kept).toMatchObject([
      { field: 'email', value: duplicate.email },
      { field: 'identity', value: 'chat:42', by: expect.stringMatching(/^key:/) },
      { field: 'externalRef', value: 'kept-1', by: null },
    ]);
    expect(body.survivor).toMatchObject({ externalRef: 'kept-1' });
    expect(body.duplicate).toMatchObject({ email: duplicate.email });
  });

  it('loses no message that arrives meanwhile', async () => {
    const survivor = await create({ name: 'Anna' });
    const duplicate = await create({ name: 'Bea', email: 'bea@one.example' });
    await merge(survivor.id, duplicate.id);
    beforeFirst(service.proxy, 'TransactWriteItems', () =>
      deliverAll(enrichContact, [facts(duplicate.id, { companyName: 'Two AG' })]),
    );
    expect((await unmerge(survivor.id, duplicate.id)).body.duplicate).toMatchObject({ companyName: 'Two AG' });
    beforeFirst(service.proxy, 'UpdateItem', () => merge(survivor.id, duplicate.id));
    await deliverAll(enrichContact, [facts(duplicate.id, { companyName: 'Three AG' }, 2)]);
    expect(await get(duplicate.id)).toMatchObject({ id: survivor.id, companyName: 'Three AG' });
  });

  it('keeps every write of a merge, an un-merge, messages and PATCHes at the same time', async () => {
    const survivor = await create({ name: 'Anna', email: 'anna@one.example' });
    const duplicate = await create({ email: 'bea@one.example' });
    const writes = [
      () => patch(survivor.id, { companyName: 'Stated AG' }),
      () => deliverAll(enrichContact, [facts(duplicate.id, { firstName: 'Bea', lastName: 'Jones' })]),
      () => deliverAll(detectSender, [message('bea@one.example', 1, { identities: [{ kind: 'chat', value: '42' }] })]),
    ];
    for (const act of [merge, unmerge, merge]) {
      const [{ status }] = await Promise.all([act(survivor.id, duplicate.id), ...writes.map((write) => write())]);
      expect(status).toBe(200);
    }
    await Promise.all([merge(duplicate.id, survivor.id), unmerge(survivor.id, duplicate.id)]);
    const items = await readItems(tenant.tenantId);
    expectClaimsToMatchIdentities(items);
    expect(
      partsIn(items.contacts)
        .map(({ contactId }) => contactId)
        .sort(),
    ).toEqual([survivor.id, duplicate.id].sort());
    expect(await get(survivor.id)).toMatchObject({ companyName: 'Stated AG' });
    const part = partsIn(items.contacts).find(({ contactId }) => contactId === duplicate.id);
    expect(part?.sources.conversation).toMatchObject({ firstName: ['Bea', expect.anything(), expect.anything()] });
    expect(Object.keys(part?.identities ?? {}).sort()).toEqual(['chat#42', 'email#bea@one.example']);
  });

  it('merges two contacts that are merged into each other at once in one direction', async () => {
    const [a, b] = [await create({ name: 'Anna' }), await create({ name: 'Bea' })];
    const replies = await Promise.all([merge(a.id, b.id), merge(b.id, a.id)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect((await get(a.id)).id).toBe((await get(b.id)).id);
  });

  it('is 404 for what is not merged, 412 for another version, and 403 for agents', async () => {
    const survivor = await create({ name: 'Anna' });
    const duplicate = await create({ name: 'Bea' });
    expect((await unmerge(survivor.id, duplicate.id)).status).toBe(404);
    expect((await unmerge(survivor.id, randomUUID())).status).toBe(404);
    expect((await unmerge(randomUUID(), duplicate.id)).status).toBe(404);
    await merge(survivor.id, duplicate.id);
    expect((await unmerge(survivor.id, duplicate.id, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    const apiKey = await addApiKey(tenant.tenantId, ['contacts:write'], { kind: 'agent' });
    expect((await unmerge(survivor.id, duplicate.id, { apiKey })).status).toBe(403);
    expect((await unmerge(survivor.id, survivor.id)).status).toBe(404);
  });
});

it('the histories, the feed and the search of both contacts show a merge and that it was undone', async () => {
  const survivor = await create({ name: 'Anna' });
  const duplicate = await create({ name: 'Bea Jones', phone: '+4915112345678' });
  const find = async (query: Record<string, string>) =>
    (await call(listContacts, { ...tenant, query, method: 'GET' })).body;
  const project = async () => deliverRecords(projectChange, await readNewRecords());
  await readNewRecords();
  const { syncToken } = await find({ syncToken: '' });
  await merge(survivor.id, duplicate.id);
  await project();
  expect((await find({ q: '15112345678' })).data).toMatchObject([{ id: survivor.id }]);
  passTime(61_000);
  const feed = await find({ syncToken });
  expect(feed.data.map(({ id }: { id: string }) => id)).toEqual([survivor.id]);
  expect(feed.removed).toEqual([{ id: duplicate.id, mergedInto: survivor.id }]);
  await unmerge(survivor.id, duplicate.id);
  await project();
  expect((await find({ q: 'jones' })).data).toMatchObject([{ id: duplicate.id }]);
  expect((await find({ resolutionStatus: 'unresolved' })).data).toHaveLength(2);
  const steps = async (id: string) => {
    const { body } = await call(getHistory, { ...tenant, id, method: 'GET' });
    return body.data.map(({ version, merge: step }: { version: number; merge?: object }) => [version, step]);
  };
  expect(await steps(survivor.id)).toEqual([
    [3, { action: 'unmerged', contactId: duplicate.id }],
    [2, { action: 'merged', contactId: duplicate.id }],
  ]);
  expect(await steps(duplicate.id)).toEqual([
    [3, { action: 'unmerged_from', contactId: survivor.id }],
    [2, { action: 'merged_into', contactId: survivor.id }],
  ]);
  passTime(61_000);
  expect((await find({ syncToken: feed.syncToken })).removed).toEqual([]);
});

it('DELETE /api/contacts/{id} erases what was merged into the contact, too', async () => {
  const eraser = await service.tenant('contacts:read', 'contacts:write', 'contacts:erase');
  tenant = eraser;
  const survivor = await create({ name: 'Anna', email: 'anna@one.example' });
  const duplicate = await create({ name: 'Bea', email: 'bea@one.example' });
  await merge(survivor.id, duplicate.id);
  expect((await call(deleteContact, { ...eraser, id: survivor.id, method: 'DELETE' })).status).toBe(200);
  const { contacts, claims } = await readItems(eraser.tenantId);
  expect([contacts, claims]).toEqual([[], {}]);
});

it('GET /api/contacts/{id}/sources names the merged contact that a value comes from', async () => {
  const survivor = await create({ name: 'Anna' });
  const duplicate = await create({ name: 'Bea', companyName: 'Two AG' });
  await merge(survivor.id, duplicate.id);
  const { body } = await call(getSources, { ...tenant, id: survivor.id, method: 'GET' });
  expect(body.firstName).toMatchObject({ value: 'Anna', others: [{ value: 'Bea', mergedFrom: duplicate.id }] });
  expect(body.companyName).toMatchObject({ value: 'Two AG', mergedFrom: duplicate.id });
  const { body: found } = await call(listContacts, { ...tenant, query: { q: 'Two' }, method: 'GET' });
  expect(found.data).toEqual([]);
});
