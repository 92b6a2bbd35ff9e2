import { randomUUID } from 'node:crypto';
import { handler as addIdentity } from '../../handlers/api/addIdentity.ts';
import { handler as batchContacts } from '../../handlers/api/batchContacts.ts';
import { handler as createContact } from '../../handlers/api/createContact.ts';
import { handler as linkContact } from '../../handlers/api/linkContact.ts';
import { handler as listContacts } from '../../handlers/api/listContacts.ts';
import { handler as mergeContacts } from '../../handlers/api/mergeContacts.ts';
import { handler as removeIdentity } from '../../handlers/api/removeIdentity.ts';
import { handler as unlinkContact } from '../../handlers/api/unlinkContact.ts';
import { handler as unmergeContact } from '../../handlers/api/unmergeContact.ts';
import { handler as updateContact } from '../../handlers/api/updateContact.ts';
import { handler as changeIdentity } from '../../handlers/events/changeIdentity.ts';
import { handler as deriveCompany } from '../../handlers/events/deriveCompany.ts';
import { handler as detectSender } from '../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../handlers/events/enrichContact.ts';
import { conclude } from '../../lib/contacts/conclusion.ts';
import { recordLookup } from '../../lib/contacts/decisions/recordLookup.ts';
import { changeByMachine } from '../../lib/dynamo/contacts/changeByMachine.ts';
import { contactUpdated } from '../../schemas/events/contactUpdated.ts';
import { call } from './call.ts';
import { deliver, type Message, messageOf, type QueueHandler } from './deliver.ts';
import type { Tenant } from './service.ts';

/** What only the canary's data contains, in any spelling that the service stores. */
export const canaryBytes = /zyzzyva|quokka|49151123400/i;

const timeOf = (minute: number): string => new Date(Date.UTC(2026, 10, 23, 9, minute)).toISOString();

/** The addresses that the canary has had. */
export const canaryIdentities = [
  { kind: 'email', value: 'zyzzyva@quokka.example' },
  { kind: 'whatsapp', value: '491511234001' },
  { kind: 'phone', value: '+491511234002' },
  { kind: 'phone', value: '+491511234003' },
  { kind: 'email', value: 'zyzzyva.b@quokka.example' },
  { kind: 'chat', value: 'zyzzyva-chat' },
];

type Written = {
  readonly minute?: number;
  readonly sender?: object;
  readonly channel?: string;
  readonly receivedAt?: string;
};

/** A message from the canary. */
export const canaryMessage = ({ tenantId }: Tenant, { minute = 1, sender, ...others }: Written): Message =>
  messageOf('channel.message_received', {
    messageId: `zyzzyva-m-${minute}`,
    tenantId,
    channel: 'email',
    sender: { address: 'zyzzyva@quokka.example', displayName: 'Zyzzyva Quokka', ...sender },
    conversationId: 'zyzzyva-c',
    receivedAt: timeOf(minute),
    ...others,
  });

/**
 * Creates a contact whose values occur nowhere else, through everything that writes data of a person, and returns its
 * id, that of a contact that may be the same person, and that of one that it was merged into for a while.
 */
export async function createCanary(tenant: Tenant) {
  const { tenantId } = tenant;
  const send = async (handler: QueueHandler, message: Message) => {
    expect(await deliver(handler, [message])).toEqual([]);
  };
  const request = async (handler: Parameters<typeof call>[0], options: Parameters<typeof call>[1]) => {
    const reply = await call(handler, { ...tenant, ...options });
    expect([reply.status < 300, reply.body]).toEqual([true, expect.anything()]);
    return reply.body;
  };

  const [, whatsapp, phone, nextPhone] = canaryIdentities;
  await send(detectSender, canaryMessage(tenant, { sender: { identities: [whatsapp, phone] } }));
  const { data } = await request(listContacts, { method: 'GET', query: { email: 'zyzzyva@quokka.example' } });
  const id: string = data[0].id;
  // An older name is remembered, because it states more, but never shown.
  await send(
    detectSender,
    canaryMessage(tenant, { minute: 0, sender: { displayName: 'Zyzzyvandra Quokkalina Elda' } }),
  );
  const changed = { from: phone, to: nextPhone, changedAt: timeOf(2) };
  await send(changeIdentity, messageOf('channel.identity_changed', { tenantId, ...changed }));
  const { id: other } = await request(createContact, { method: 'POST', body: { email: 'other@one.example' } });
  const facts = { email: 'other@one.example', firstName: 'Zyzzyva', companyName: 'Quokka Works' };
  const conversation = { tenantId, contactId: id, conversationId: 'zyzzyva-c', observedAt: timeOf(3), facts };
  await send(enrichContact, messageOf('conversation.updated', conversation));
  await request(updateContact, { id, body: { name: 'Zyzzyva B. Quokka', companyName: 'Quokka AG' } });
  const headers = { 'idempotency-key': 'zyzzyva' };
  await request(updateContact, { id, body: { email: 'zyzzyva.b@quokka.example' }, headers });
  const chat = { kind: 'chat', value: 'zyzzyva-chat' };
  const added = await request(addIdentity, { id, method: 'POST', body: chat });
  const identityId = added.find(({ kind }: { kind: string }) => kind === 'chat').id;
  await request(removeIdentity, { id, method: 'DELETE', params: { identityId } });

  const target = { addresses: { email: 'zyzzyva.b@quokka.example', phone: null } };
  const record = (externalRef: string) => ({
    ...{ externalRef, firstName: 'Zyzzyva', lastName: 'Quokka', companyName: 'Quokka' },
    ...{ emails: ['zyzzyva.b@quokka.example'], phones: [] },
  });
  const finding = { matches: [record('quokka-1'), record('quokka-2')], isTruncated: false };
  const lookup = { contactId: id, target, known: undefined, revision: 'r', event: 'e', by: 'crm:x', at: Date.now() };
  await changeByMachine({ tenantId, contactId: id, requestId: randomUUID(), by: 'crm:x', at: 1 }, (contact, taken) =>
    recordLookup(contact, lookup, conclude(finding, target, taken), taken),
  );
  await request(linkContact, { id, method: 'PUT', body: { externalRef: 'quokka-1' } });
  // No machine may link this record again, so it is remembered.
  await request(unlinkContact, { id, method: 'DELETE' });
  await request(linkContact, { id, method: 'PUT', body: { externalRef: 'quokka-3', companyName: 'Quokka Group' } });

  // What a replaced address was, only a stored response knows.
  const [old, next] = [
    { kind: 'chat', value: 'zyzzyva-old' },
    { kind: 'chat', value: 'zyzzyva-new' },
  ];
  await request(addIdentity, { id, method: 'POST', body: old, headers: { 'idempotency-key': 'zyzzyva-chat' } });
  const replaced = { from: old, to: next, changedAt: new Date(Date.now() + 1000).toISOString() };
  await send(changeIdentity, messageOf('channel.identity_changed', { tenantId, ...replaced }));
  const { id: owner } = await request(createContact, { method: 'POST', body: { email: 'moved@one.example' } });
  const moved = { kind: 'email', value: 'moved@one.example', takeFrom: owner };
  await request(addIdentity, { id, method: 'POST', body: moved });
  const operations = [{ action: 'update', id, body: { firstName: 'Zyzzyva C.' } }];
  await request(batchContacts, { method: 'POST', body: { operations }, headers: { 'idempotency-key': 'batch' } });

  const { id: survivor } = await request(createContact, { method: 'POST', body: { name: 'Anna Smith' } });
  const { id: last } = await request(createContact, { method: 'POST', body: { name: 'Bo Jones' } });
  const merge = (into: string, duplicateId: string) =>
    request(mergeContacts, { id: into, method: 'POST', body: { duplicateId }, headers: { 'idempotency-key': into } });
  await merge(survivor, id);
  const [updated] = contactUpdated.detail.examples;
  await send(deriveCompany, messageOf('contact.updated', { ...updated, tenantId, contactId: survivor }));
  await request(updateContact, { id: survivor, body: { firstName: 'Anne' }, headers: { 'idempotency-key': 'anne' } });
  await merge(last, survivor);
  await request(unmergeContact, { id: last, method: 'POST', body: { duplicateId: survivor } });
  await request(unmergeContact, { id: survivor, method: 'POST', body: { duplicateId: id } });
  return { id, other, survivor, last };
}
