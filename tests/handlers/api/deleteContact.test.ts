import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as deleteContact } from '../../../handlers/api/deleteContact.ts';
import { handler as exportContact } from '../../../handlers/api/exportContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as getHistory } from '../../../handlers/api/getHistory.ts';
import { handler as mergeContacts } from '../../../handlers/api/mergeContacts.ts';
import { handler as unmergeContact } from '../../../handlers/api/unmergeContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as changeIdentity } from '../../../handlers/events/changeIdentity.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../../handlers/events/enrichContact.ts';
import { handler as projectChange } from '../../../handlers/events/projectChange.ts';
import { dataOf, readSearchKey } from '../../../lib/dynamo/table/keys.ts';
import { call } from '../../support/call.ts';
import { canaryBytes, canaryIdentities, canaryMessage, createCanary } from '../../support/canary.ts';
import { deliver, messageOf } from '../../support/deliver.ts';
import type { Interception } from '../../support/dynamoDbProxy.ts';
import { captureLog } from '../../support/log.ts';
import { passTime } from '../../support/passTime.ts';
import { startService } from '../../support/service.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';
import { expectClaimsToMatchIdentities, readItems, readPartition, setAttributes } from '../../support/table.ts';

const service = await startService();
const readNewRecords = followStream();
const logged = captureLog();

let tenant = await service.tenant();
beforeEach(async () => {
  service.proxy.intercept = () => 'pass';
  tenant = await service.tenant();
  await readNewRecords();
  logged.length = 0;
});

const project = async () => deliverRecords(projectChange, await readNewRecords());
const create = async (body: object): Promise<string> =>
  (await call(createContact, { ...tenant, body, method: 'POST' })).body.id;
const erase = (id: string, headers: Record<string, string> = {}) =>
  call(deleteContact, { ...tenant, id, headers, method: 'DELETE' });
const get = (id: string) => call(getContact, { ...tenant, id, method: 'GET' });

type Item = Record<string, unknown>;

const kindOf = ({ contactId }: Item): string => String(contactId).split('#')[1] ?? 'contact';
const isPersons = (item: Item): boolean => Object(dataOf)[kindOf(item)] === 'person';
const textOf = (item: Item): string => JSON.stringify(item, (_, value) => (value instanceof Set ? [...value] : value));
const countByKind = (items: readonly Item[]) =>
  Object.fromEntries(Object.entries(Object.groupBy(items, kindOf)).map(([kind, all = []]) => [kind, all.length]));

/** The items that hold data of any person. */
const persons = async () => (await readPartition(tenant.tenantId)).filter(isPersons);

/** Creates the canary, with what is derived from it. */
async function createProjected() {
  const ids = await createCanary(tenant);
  await project();
  return ids;
}

/** Creates a small canary that was merged into another contact for a while, and returns the ids of both. */
async function createMerged() {
  const id = await create({ name: 'Zyzzyva Quokka', email: 'zyzzyva@quokka.example' });
  const survivor = await create({ name: 'Anna Smith' });
  for (const handler of [mergeContacts, unmergeContact]) {
    const { status } = await call(handler, { ...tenant, id: survivor, body: { duplicateId: id }, method: 'POST' });
    expect(status).toBe(200);
  }
  return { id, survivor };
}

/** Whether an item depends on a contact, or is the contact. */
const isOf = (id: string, item: Item): boolean => {
  const key = String(item.contactId);
  return [key, key.split('#')[2], item.ownerId, readSearchKey(key).contactId].includes(id);
};

/** Whether an item may not name an erased contact. The history of another one names it where they were merged. */
const mayNot = (id: string, item: Item): boolean => {
  const kind = kindOf(item);
  return kind !== 'tombstone' && kind !== 'idempotency' && (kind !== 'history' || isOf(id, item));
};

/**
 * The items with the canary's data, or its id without an end. A posting has the id of its contact in another form, and
 * a word from its end.
 */
const remains = async (id: string) =>
  (await readPartition(tenant.tenantId)).filter(
    (item) =>
      canaryBytes.test(textOf(item)) ||
      (kindOf(item) === 'search' && readSearchKey(String(item.contactId)).contactId === id) ||
      (mayNot(id, item) && textOf(item).includes(id)),
  );

describe('DELETE /api/contacts/{id}', () => {
  it('leaves nothing of a person in the table, and names how many items of each kind it has erased', async () => {
    const { id, ...others } = await createProjected();
    const before = (await remains(id)).filter((item) => isPersons(item) && isOf(id, item));
    const kinds = Object.keys(dataOf).filter((kind) => Object(dataOf)[kind] === 'person');
    expect(Object.keys(countByKind(before)).sort()).toEqual(kinds.sort());

    const { status, body } = await erase(id);
    expect(status).toBe(200);
    expect(body).toEqual({ id, erasedAt: expect.stringMatching(/Z$/), erased: countByKind(before) });
    expect(await remains(id)).toEqual([]);
    expect(await get(id)).toMatchObject({ status: 404 });
    await project();
    expect(await remains(id)).toEqual([]);
    for (const each of Object.values(others)) expect(await get(each)).toMatchObject({ status: 200 });
    // What it was merged into shows what it would have shown without.
    const { data } = (await call(getHistory, { ...tenant, id: others.survivor, method: 'GET' })).body;
    expect(data.map(({ changes }: Item) => changes)).toEqual([[], [], [], [], [], expect.anything()]);
    const { createdAt, updatedAt } = (await get(others.survivor)).body;
    const query = { at: data[3].at };
    const past = (await call(getContact, { ...tenant, id: others.survivor, query, method: 'GET' })).body;
    expect(past).toMatchObject({ firstName: 'Anne', lastName: 'Smith', email: null, createdAt });
    expect(past.updatedAt < updatedAt).toBe(true);
    expect(JSON.stringify(logged)).not.toMatch(canaryBytes);
    expect(logged).toContainEqual(expect.objectContaining({ message: 'audit', change: 'contact.erased', id }));
  });

  it('leaves nothing of a person either whose changes, merges included, are projected only afterwards', async () => {
    const { id } = await createMerged();
    await erase(id);
    const records = await readNewRecords();
    await deliverRecords(projectChange, records);
    expect(await remains(id)).toEqual([]);
    for (const record of records.toReversed()) await deliverRecords(projectChange, [record]);
    expect(await remains(id)).toEqual([]);
  });

  it('returns the same receipt again for 31 days, also in another case, and 404 to another tenant', async () => {
    const id = await create({ name: 'Anna', email: 'anna@one.example' });
    const { body } = await erase(id);
    expect(body.erased).toMatchObject({ contact: 1, identity: 1, history: 0 });
    passTime(60_000);
    expect(await erase(id.toUpperCase())).toMatchObject({ status: 200, body });
    tenant = await service.tenant();
    expect(await erase(id)).toMatchObject({ status: 404, body: { error: 'Contact not found' } });
  });

  it('erases nothing if the contact has another version than the caller means', async () => {
    const id = await create({ name: 'Anna', email: 'anna@one.example' });
    const { body } = await call(updateContact, { ...tenant, id, body: { name: 'Bea' } });
    expect(await erase(id, { 'if-match': '"1"' })).toMatchObject({ status: 412, headers: { etag: '"2"' } });
    expect(await get(id)).toMatchObject({ status: 200, body });
    expect(await erase(id, { 'if-match': '"2"' })).toMatchObject({ status: 200 });
  });

  it('completes after a crash that follows any of its writes, by the stream or by another DELETE', async () => {
    let crashes = 0;
    for (let n = 0; ; n++) {
      tenant = await service.tenant();
      const { id, survivor } = await createMerged();
      await project();
      let writes = 0;
      service.proxy.intercept = (operation, body) => {
        const isWrite = /Write|Delete|Put/.test(operation) && !body.includes('limits#');
        return isWrite && ++writes > n ? { status: 400, body: '{"__type":"AccessDenied"}' } : 'pass';
      };
      const { status } = await erase(id);
      service.proxy.intercept = () => 'pass';
      if (status === 200) break;
      crashes++;
      expectClaimsToMatchIdentities(await readItems(tenant.tenantId));
      const isRemoved = (await get(id)).status === 404;
      if (!isRemoved || n % 2 === 0) expect(await erase(id)).toMatchObject({ status: 200, body: { id } });
      await project();
      expect([n, await remains(id)]).toEqual([n, []]);
      expect(await get(survivor)).toMatchObject({ status: 200, body: { firstName: 'Anna' } });
    }
    expect(crashes).toBeGreaterThanOrEqual(4);
  });

  it('lets no change come back that is projected, or projected again, after it', async () => {
    const id = await create({ name: 'Anna Smith', email: 'anna@one.example' });
    await call(updateContact, { ...tenant, id, body: { name: 'Bea Smith' } });
    await erase(id);
    const records = await readNewRecords();
    await deliverRecords(projectChange, records);
    for (const record of records.toReversed()) await deliverRecords(projectChange, [record]);
    expect(await persons()).toEqual([]);
  });

  it('removes the entry of a change that is being projected meanwhile', async () => {
    const id = await create({ name: 'Anna Smith' });
    const records = await readNewRecords();
    service.proxy.intercept = async (operation, body): Promise<Interception> => {
      if (operation === 'PutItem' && body.includes('#history#')) {
        service.proxy.intercept = () => 'pass';
        await erase(id);
      }
      return 'pass';
    };
    await deliverRecords(projectChange, records);
    expect(await persons()).toEqual([]);
  });

  it('erases a write that precedes it, and lets none succeed that follows it', async () => {
    const id = await create({ name: 'Anna Smith', email: 'anna@one.example' });
    const edits = ['B', 'C', 'D'].map((name) => call(updateContact, { ...tenant, id, body: { name } }));
    const [{ status }, ...replies] = await Promise.all([erase(id), ...edits]);
    expect(status).toBe(200);
    for (const reply of replies) expect([200, 404]).toContain(reply.status);
    await project();
    expect(await persons()).toEqual([]);
  });

  it('erases what was merged into the contact, also by the id of that', async () => {
    const { id: duplicateId } = await createProjected();
    const id = await create({ name: 'Anna', email: 'anna@one.example' });
    const headers = { 'idempotency-key': 'merge' };
    const merged = await call(mergeContacts, { ...tenant, id, headers, body: { duplicateId }, method: 'POST' });
    expect(merged.status).toBe(200);
    await project();
    const { suggestions, responses } = (await call(exportContact, { ...tenant, id, method: 'GET' })).body;
    const { body } = await erase(duplicateId);
    // The pair that was merged, and the response of the merge, are in the table under both ids.
    expect([suggestions.length, responses.length]).toEqual([3, 5]);
    const erased = { contact: 2, identity: 7, externalRef: 1, duplicate: 3, answer: 5 };
    expect(body).toMatchObject({ id, erased });
    expect(await erase(duplicateId)).toMatchObject({ status: 200, body });
    await project();
    expect([await remains(duplicateId), await remains(id)]).toEqual([[], []]);
  });

  it('erases a contact with more addresses than a transaction can release', async () => {
    const id = await create({ name: 'Anna' });
    const chats = Array.from({ length: 130 }, (_, i) => [`chat#${i}`, { kind: 'chat', value: `${i}` }] as const);
    await setAttributes(tenant.tenantId, id, { identities: Object.fromEntries(chats) });
    for (const [key] of chats) await setAttributes(tenant.tenantId, `#identity#${key}`, { ownerId: id });
    expect((await erase(id)).body.erased.identity).toBe(130);
    expect(await persons()).toEqual([]);
  });

  it('frees the addresses, and leaves alone those that another contact gets before the stream is read', async () => {
    const id = await create({ email: 'anna@one.example' });
    await erase(id);
    const next = await create({ email: 'anna@one.example' });
    await project();
    expect(await get(next)).toMatchObject({ body: { email: 'anna@one.example' } });
    expectClaimsToMatchIdentities(await readItems(tenant.tenantId));
  });
});

describe('an event from before an erasure', () => {
  it('creates no contact of a sender with an address that the person ever had, but a later one does', async () => {
    const { id } = await createProjected();
    await erase(id);
    const { length } = await persons();
    const { contacts } = await readItems(tenant.tenantId);
    for (const identity of canaryIdentities) {
      const channel = identity.kind === 'phone' ? 'sms' : identity.kind;
      const alone = { channel, sender: { address: identity.value } };
      const beside = { sender: { address: 'new@one.example', identities: [identity] } };
      for (const [minute, written] of [alone, beside].entries()) {
        logged.length = 0;
        await deliver(detectSender, [canaryMessage(tenant, { minute, ...written })]);
        expect(logged).toMatchObject([{ message: 'message ignored', reason: 'erased' }]);
      }
    }
    expect(await persons()).toHaveLength(length);
    const receivedAt = new Date(Date.now() + 1000).toISOString();
    await deliver(detectSender, [canaryMessage(tenant, { receivedAt })]);
    expect((await readItems(tenant.tenantId)).contacts).toHaveLength(contacts.length + 1);
  });

  it('says nothing of who has written from an erased address since, nor of whom a person has given it', async () => {
    const id = await create({ email: 'anna@one.example' });
    await erase(id);
    const { tenantId } = tenant;
    const at = (seconds: number) => new Date(Date.now() + 1000 * seconds).toISOString();
    const received = (receivedAt: string, sender: object) =>
      messageOf('channel.message_received', {
        ...{ messageId: receivedAt, tenantId, channel: 'email', conversationId: 'c', receivedAt },
        sender: { address: 'anna@one.example', ...sender },
      });
    const [early, late] = [received(at(-60), { displayName: 'Anna Smith' }), received(at(60), {})];
    const named = { address: 'smith@one.example', identities: [{ kind: 'email', value: 'anna@one.example' }] };
    await deliver(detectSender, [late]);
    expect(await deliver(detectSender, [early, received(at(-50), named)])).toEqual([]);
    const [writer, ...others] = (await readItems(tenantId)).contacts;
    expect([writer, others]).toMatchObject([{ sources: { manual: {} }, version: 1 }, []]);
    await erase(writer?.contactId ?? '');
    const given = await create({ email: 'anna@one.example' });
    await deliver(detectSender, [early]);
    expect((await get(given)).body).toMatchObject({ firstName: null, lastName: null });
  });

  it('gives an erased address to nobody else, and keeps the rest of what it says', async () => {
    const [id, other] = [await create({ email: 'anna@one.example' }), await create({ phone: '+4915112345678' })];
    const changedAt = new Date().toISOString();
    await erase(id);
    const { tenantId } = tenant;
    const at = '2026-11-23T09:30:00Z';
    const facts = { email: 'Anna@One.example', firstName: 'Bea' };
    await deliver(enrichContact, [
      messageOf('conversation.updated', { tenantId, contactId: other, facts, observedAt: at }),
    ]);
    const phone = { kind: 'phone', value: '+4915112345678' };
    const to = { kind: 'email', value: 'anna@one.example' };
    await deliver(changeIdentity, [messageOf('channel.identity_changed', { tenantId, from: phone, to, changedAt })]);
    const message = { messageId: 'm', tenantId, channel: 'sms', conversationId: 'c', receivedAt: at };
    const sender = { address: phone.value, displayName: 'Bea Jones', identities: [to] };
    await deliver(detectSender, [messageOf('channel.message_received', { ...message, sender })]);
    expect((await get(other)).body).toMatchObject({ firstName: 'Bea', lastName: 'Jones', email: null });
    expect((await readPartition(tenantId)).map(textOf).filter((text) => /anna@one/i.test(text))).toEqual([]);
  });
});
