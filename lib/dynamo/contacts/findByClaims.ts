import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import type { Claim } from '../../contacts/claims.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { allIdentities } from '../../contacts/fold.ts';
import { partsOf } from '../../contacts/parts.ts';
import { send } from '../table/client.ts';
import { keys } from '../table/keys.ts';
import { asClaim } from './claims.ts';
import { findSurvivor } from './getContact.ts';

/** What one contact at most can own: identities by their keys, and a record of the CRM. */
export type Claimed = { readonly identityKeys: readonly string[]; readonly externalRef?: string | undefined };

/** Finds the contact that owns all of these. Strongly consistent. */
export async function findByClaims(
  tenantId: string,
  { identityKeys, externalRef }: Claimed,
): Promise<StoredContact | undefined> {
  const [first] = identityKeys.map(keys.identity);
  const key = first ?? (externalRef === undefined ? undefined : keys.externalRef(externalRef));
  const claim = key === undefined ? undefined : await findClaim(tenantId, key);
  const item = claim && (await findSurvivor(tenantId, claim.ownerId));
  // The contact is checked too, because the claim may have moved since it was read.
  const hasAll =
    item !== undefined &&
    identityKeys.every((identityKey) => Object.hasOwn(allIdentities(item), identityKey)) &&
    (externalRef === undefined || partsOf(item).some((part) => part.externalRef === externalRef));
  return hasAll ? item : undefined;
}

/** Finds a claim, by its sort key. Strongly consistent. */
export async function findClaim(tenantId: string, key: string): Promise<Claim | undefined> {
  const Key = { tenantId, contactId: key };
  const get = new GetCommand({ TableName: config.tableName(), Key, ConsistentRead: true });
  const { Item } = await send((db) => db.send(get));
  return Item && asClaim(Item);
}

/** Adds the claims of identities, where somebody owns them, to those that are `known`. Strongly consistent. */
export async function findClaims(
  tenantId: string,
  identityKeys: readonly string[],
  known: Iterable<readonly [string, Claim]> = [],
): Promise<ReadonlyMap<string, Claim>> {
  const claims = new Map(known);
  const missing = identityKeys.filter((key) => !claims.has(key));
  const found = await Promise.all(
    missing.map(async (key) => [key, await findClaim(tenantId, keys.identity(key))] as const),
  );
  for (const [key, claim] of found) if (claim) claims.set(key, claim);
  return claims;
}
