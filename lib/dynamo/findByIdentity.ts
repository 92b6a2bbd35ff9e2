import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../config.ts';
import { send } from './client.ts';
import type { ContactItem } from './contactItem.ts';
import { findContact } from './getContact.ts';
import { keys } from './keys.ts';

/** Finds the contact that holds all of the identities, by their keys. Strongly consistent. */
export async function findByIdentity(
  tenantId: string,
  identityKeys: readonly [string, ...string[]],
): Promise<ContactItem | undefined> {
  const Key = { tenantId, contactId: keys.identity(identityKeys[0]) };
  const get = new GetCommand({ TableName: config.tableName(), Key, ConsistentRead: true });
  const { Item: claim } = await send((db) => db.send(get));
  const item = claim && (await findContact(tenantId, String(claim.holder)));
  // All of them, because the claim may have moved on since it was read.
  return item && identityKeys.every((key) => Object.hasOwn(item.identities, key)) ? item : undefined;
}
