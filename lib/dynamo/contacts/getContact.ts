import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { ContactError } from '../../contacts/ContactError.ts';
import { send } from '../table/client.ts';
import { keys } from '../table/keys.ts';
import { asContactItem, type ContactItem } from './contactItem.ts';

/** Gets a contact, or the survivor of one that was merged. Strongly consistent. Throws `contact_not_found`. */
export async function getContact(tenantId: string, contactId: string): Promise<ContactItem> {
  const item = await findSurvivor(tenantId, contactId);
  if (item === undefined) throw contactNotFound();
  return item;
}

/** Finds a contact, or the survivor of one that was merged. Strongly consistent. */
export async function findSurvivor(tenantId: string, contactId: string): Promise<ContactItem | undefined> {
  const item = await findContact(tenantId, contactId);
  return item?.mergedInto === undefined ? item : findSurvivor(tenantId, item.mergedInto);
}

/** Finds a contact as it is stored, merged or not. Strongly consistent. */
export async function findContact(tenantId: string, contactId: string): Promise<ContactItem | undefined> {
  const Key = { tenantId, contactId: keys.contact(contactId) };
  const get = new GetCommand({ TableName: config.tableName(), Key, ConsistentRead: true });
  const { Item } = await send((db) => db.send(get));
  return Item && asContactItem(Item);
}

export const contactNotFound = (): ContactError => new ContactError('contact_not_found', 'Contact not found');
