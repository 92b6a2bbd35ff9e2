import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { ContactError } from '../../contacts/ContactError.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { includes, partOf } from '../../contacts/parts.ts';
import { send } from '../table/client.ts';
import { keys } from '../table/keys.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';

/** Gets a contact, or the survivor of one that was merged. Strongly consistent. Throws `contact_not_found`. */
export async function getContact(tenantId: string, contactId: string): Promise<StoredContact> {
  const contact = await findSurvivor(tenantId, contactId);
  if (contact === undefined) throw contactNotFound();
  return contact;
}

/** Finds a contact, or the survivor of one that was merged. Strongly consistent. Throws `unavailable`. */
export const findSurvivor = (tenantId: string, contactId: string): Promise<StoredContact | undefined> =>
  retryOnConflict(async () => {
    const contact = await findContact(tenantId, contactId);
    const survivor = contact && (await survivorOf(contact));
    // Without the survivor, the contact was un-merged or erased between the reads.
    return survivor || contact === undefined ? { survivor } : undefined;
  }).then(({ survivor }) => survivor);

/**
 * Finds the contact that a contact was merged into, which is itself where it was not; `undefined` if it was un-merged
 * or erased since it was read. Strongly consistent.
 */
export async function survivorOf(contact: StoredContact): Promise<StoredContact | undefined> {
  let survivor: StoredContact | undefined = contact;
  while (survivor?.mergedInto !== undefined) survivor = await findContact(contact.tenantId, survivor.mergedInto);
  return survivor && includes(survivor, contact.contactId) ? survivor : undefined;
}

/**
 * Finds the contact with this id as it would be without merges: of a merged contact, what it contributes to its
 * survivor. Strongly consistent. Throws `unavailable`.
 */
export async function findPart(tenantId: string, contactId: string): Promise<StoredContact | undefined> {
  const survivor = await findSurvivor(tenantId, contactId);
  return survivor && partOf(survivor, contactId);
}

/** Finds a contact as it is stored, merged or not. Strongly consistent. */
export async function findContact(tenantId: string, contactId: string): Promise<StoredContact | undefined> {
  const Key = { tenantId, contactId: keys.contact(contactId) };
  const get = new GetCommand({ TableName: config.tableName(), Key, ConsistentRead: true });
  const { Item } = await send((db) => db.send(get));
  return Item && asContact(Item);
}

/**
 * Reads a stored contact, without what only an index needs. The table holds only what lib/dynamo wrote, so its form is
 * not checked again.
 */
export const asContact = ({ statusKey: _, ...item }: Record<string, unknown>): StoredContact => item as StoredContact;

export const contactNotFound = (): ContactError => new ContactError('contact_not_found', 'Contact not found');
