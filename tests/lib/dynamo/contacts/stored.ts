import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ContactChange } from '../../../../lib/contacts/change.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { mergeContacts } from '../../../../lib/contacts/decisions/mergeContacts.ts';
import { unmergeContact } from '../../../../lib/contacts/decisions/unmergeContact.ts';
import type { Identities } from '../../../../lib/contacts/identities.ts';
import { commitChanges } from '../../../../lib/dynamo/contacts/commitChanges.ts';
import { findContact } from '../../../../lib/dynamo/contacts/getContact.ts';
import { insertContact } from '../../../../lib/dynamo/contacts/insertContact.ts';
import { writtenBy } from '../../../../lib/dynamo/contacts/updateContact.ts';
import { send } from '../../../../lib/dynamo/table/client.ts';
import { updateItem } from '../../../../lib/dynamo/table/update.ts';

/** Creates a contact with these identities, each with its claim. */
export async function insert(tenantId: string, identities: Identities = {}): Promise<StoredContact> {
  const contact = { tenantId, sources: { manual: {} }, identities, actor: 'key:1', requestId: randomUUID() };
  const result = await insertContact(contact);
  if (!('inserted' in result)) throw new Error(`${JSON.stringify(result)} is not free`);
  return result.inserted;
}

/** Reads a contact as it is stored now. */
export async function stored({ tenantId, contactId }: StoredContact): Promise<StoredContact> {
  const contact = await findContact(tenantId, contactId);
  if (contact === undefined) throw new Error('The contact is gone');
  return contact;
}

/** Writes to a contact as another request would. */
export async function interfere({ tenantId, contactId }: StoredContact, attributes: object = {}): Promise<void> {
  const set = [...writtenBy(randomUUID()), ...Object.entries(attributes)];
  await send((db) => db.send(new UpdateCommand(updateItem(tenantId, contactId, { set }))));
}

const author = { actor: 'key:1', at: Date.UTC(2026, 10, 25) };

/** Merges a contact into another one, as another request would. */
export const merge = (survivor: StoredContact, duplicate: StoredContact) =>
  writeBoth(survivor, duplicate, (one, other) => mergeContacts(one, other, {}, author));

/** Undoes a merge, as another request would. */
export const unmerge = (survivor: StoredContact, duplicate: StoredContact) =>
  writeBoth(survivor, duplicate, (one, other) => unmergeContact(one, other, author));

type Decide = (...contacts: [StoredContact, StoredContact]) => readonly ContactChange[];

async function writeBoth(one: StoredContact, other: StoredContact, decide: Decide): Promise<void> {
  const changes = decide(await stored(one), await stored(other));
  const result = await commitChanges(one.tenantId, changes, randomUUID());
  if (!('after' in result)) throw new Error('Somebody else has written meanwhile');
}
