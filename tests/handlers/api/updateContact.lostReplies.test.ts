import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { findContact } from '../../../lib/dynamo/contacts/getContact.ts';
import { call } from '../../support/call.ts';
import { deliver, messageOf } from '../../support/deliver.ts';
import { beforeRetry, cancelled, type Interception } from '../../support/dynamoDbProxy.ts';
import { mergeInto } from '../../support/merged.ts';
import { startService } from '../../support/service.ts';

const service = await startService();
let tenant = await service.tenant();
beforeEach(async () => {
  service.proxy.intercept = () => 'pass';
  tenant = await service.tenant();
});

const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const get = (id: string) => call(getContact, { ...tenant, id, method: 'GET' });
const patch = (id: string, body: object, headers = {}) => call(updateContact, { ...tenant, id, body, headers });

const address = 'anna@acme.de';

/** A message from Anna, under a name, received at a minute of one hour. */
async function receive(displayName: string, minute: number): Promise<void> {
  const message = messageOf('channel.message_received', {
    messageId: crypto.randomUUID(),
    tenantId: tenant.tenantId,
    channel: 'email',
    sender: { address, displayName },
    conversationId: 'c-1',
    receivedAt: new Date(Date.UTC(2026, 10, 23, 9, minute)).toISOString(),
  });
  expect(await deliver(detectSender, [message])).toEqual([]);
}

/** The id of Anna's contact, from whose address a message has come. */
async function known(): Promise<string> {
  const { id } = await create({ name: 'Anna Smith', email: address });
  await receive('Anna', 0);
  return id;
}

const isLost: [string, Interception] = ['is lost', 'lose the reply'];
const isCancelled: [string, Interception] = [
  'says that it conflicts with itself',
  { replaceReply: cancelled('TransactionConflict') },
];

/** The reply, the change, the operation that makes it, and what callers see of it. */
type Case = [reply: string, field: string, operation: string, body: object, seen: object, fault: Interception];
const cases: Case[] = (
  [
    ['a name', 'UpdateItem', { name: 'Bea Jones' }, { firstName: 'Bea', lastName: 'Jones' }, [isLost]],
    ['a part of a name', 'UpdateItem', { firstName: 'Bea' }, { firstName: 'Bea' }, [isLost]],
    ['an email', 'TransactWriteItems', { email: 'b@acme.de' }, { email: 'b@acme.de' }, [isLost, isCancelled]],
  ] as const
).flatMap(([field, operation, body, seen, replies]) =>
  replies.map(([reply, fault]): Case => [reply, field, operation, body, seen, fault]),
);

describe('a PATCH whose reply from DynamoDB', () => {
  it.each(cases)('%s changes %s once, and returns 200, where a message comes before its retry', async (...each) => {
    const [, , operation, body, seen, fault] = each;
    const id = await known();
    const isRepeated = beforeRetry(service.proxy, operation, () => receive('Anna S.', 1), fault);
    const { status } = await patch(id, body, { 'if-match': '"1"' });
    expect([status, isRepeated()]).toEqual([200, true]);
    const { headers, body: contact } = await get(id);
    expect([headers.etag, contact]).toEqual(['"2"', expect.objectContaining(seen)]);
    const item = await findContact(tenant.tenantId, id);
    // Of the creation, two messages and the PATCH.
    expect([new Set(item?.writeIds).size, item?.sources.sender?.lastName?.[0]]).toEqual([4, 'S.']);
  });

  it.each(cases)('%s does not undo later edits of %s, with or without if-match', async (...each) => {
    const [, , operation, body, , fault] = each;
    for (const precondition of [{ 'if-match': '"1"' }, {}]) {
      const { id } = await create({ name: 'Anna Smith' });
      const later = async () => {
        await patch(id, { companyName: 'Acme' });
        await patch(id, { name: 'Cleo Li', email: `${id}@acme.de` });
        await patch(id, { companyName: 'Other' });
      };
      const isRepeated = beforeRetry(service.proxy, operation, later, fault);
      const { status } = await patch(id, body, precondition);
      expect([status, isRepeated()]).toEqual([200, true]);
      const { headers, body: contact } = await get(id);
      expect(contact).toMatchObject({ firstName: 'Cleo', email: `${id}@acme.de`, companyName: 'Other' });
      expect(headers.etag).toBe('"5"');
    }
  });

  it('is lost returns the contact as others have left it', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    beforeRetry(service.proxy, 'UpdateItem', () => patch(id, { name: 'Cleo Li' }));
    const { headers, body } = await patch(id, { companyName: 'Acme' });
    expect([headers.etag, body]).toEqual(['"3"', expect.objectContaining({ firstName: 'Cleo', companyName: 'Acme' })]);
    expect((await get(id)).body).toEqual(body);
  });

  it('is lost does not change the survivor of a contact that is merged before its retry', async () => {
    const [survivor, { id }] = [await create({ name: 'Survivor One' }), await create({ name: 'Anna Smith' })];
    const merge = () => mergeInto(tenant.tenantId, survivor.id, id);
    beforeRetry(service.proxy, 'UpdateItem', merge);
    const { status, body } = await patch(id, { name: 'Bea Jones' });
    expect([status, body]).toEqual([200, { ...survivor, updatedAt: expect.any(String) }]);
    expect((await findContact(tenant.tenantId, id))?.sources.manual).toMatchObject({
      firstName: expect.arrayContaining(['Bea']),
    });
  });
});

describe('a PATCH of one UpdateItem with four writes of others between its lost reply and its retry', () => {
  const others = (id: string) => async () => {
    for (const companyName of ['One', 'Two', 'Three', 'Four']) await patch(id, { name: 'Cleo Li', companyName });
  };

  it('is not recognised, and changes the contact again', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    beforeRetry(service.proxy, 'UpdateItem', others(id));
    const { status, headers, body } = await patch(id, { name: 'Bea Jones' });
    expect([status, headers.etag, body.firstName]).toEqual([200, '"7"', 'Bea']);
  });

  it('returns 412 with if-match, and undoes nothing', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    beforeRetry(service.proxy, 'UpdateItem', others(id));
    const { status, headers } = await patch(id, { name: 'Bea Jones' }, { 'if-match': '"1"' });
    expect([status, headers.etag]).toEqual([412, '"6"']);
    expect((await get(id)).body).toMatchObject({ firstName: 'Cleo', companyName: 'Four' });
  });
});
