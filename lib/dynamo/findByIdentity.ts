import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../config.ts';
import { asClaim, type Claim } from './claims.ts';
import { send } from './client.ts';
import type { ContactItem } from './contactItem.ts';
import { findContact } from './getContact.ts';
import { keys } from './keys.ts';

/** Finds the contact that holds all of the identities, by their keys. Strongly consistent. */
export async function findByIdentity(
  tenantId: string,
  identityKeys: readonly [string, ...string[]],
): Promise<ContactItem | undefined> {
  const claim = await findClaim(tenantId, identityKeys[0]);
  const item = claim && (await findContact(tenantId, claim.holder));
  // All of them, because the claim may have moved on since it was read.
  return item && identityKeys.every((key) => Object.hasOwn(item.identities, key)) ? item : undefined;
}

/** Finds who holds an identity. Strongly consistent. */
export async function findClaim(tenantId: string, identityKey: string): Promise<Claim | undefined> {
  const Key = { tenantId, contactId: keys.identity(identityKey) };
  const get = new GetCommand({ TableName: config.tableName(), Key, ConsistentRead: true });
  const { Item } = await send((db) => db.send(get));
  return Item && asClaim(Item);
}
