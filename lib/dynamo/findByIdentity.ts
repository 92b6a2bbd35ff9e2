import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../config.ts';
import { send } from './client.ts';
import type { ContactItem } from './contactItem.ts';
import { findContact } from './getContact.ts';
import { keys } from './keys.ts';

/** Finds the contact that holds all of the identities, by their keys. Strongly consistent. */
export async function findByIdentity(
  tenantId: string,
  [key, ...others]: readonly [string, ...string[]],
): Promise<ContactItem | undefined> {
  const Key = { tenantId, contactId: keys.identity(key) };
  const get = new GetCommand({ TableName: config.tableName(), Key, ConsistentRead: true });
  const { Item: claim } = await send((db) => db.send(get));
  const item = claim && (await findContact(tenantId, String(claim.holder)));
  return item && others.every((other) => Object.hasOwn(item.identities, other)) ? item : undefined;
}
