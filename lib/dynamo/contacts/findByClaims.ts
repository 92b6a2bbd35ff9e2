import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import type { Claim } from '../../contacts/claims.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { allIdentities } from '../../contacts/fold.ts';
import { overlap, partOf, partsOf } from '../../contacts/parts.ts';
import { send } from '../table/client.ts';
import { keys } from '../table/keys.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { asClaim } from './claims.ts';
import { findSurvivor } from './getContact.ts';

/** What one contact at most can own: identities by their keys, and a record of the CRM. */
export type Claimed = { readonly identityKeys: readonly string[]; readonly externalRef?: string | undefined };

/** Finds the contact that owns all of these. Strongly consistent. Throws `unavailable`. */
export const findByClaims = (
  tenantId: string,
  { identityKeys, externalRef }: Claimed,
): Promise<StoredContact | undefined> =>
  retryOnConflict(async () => {
    const [key] = [
      ...identityKeys.map(keys.identity),
      ...(externalRef === undefined ? [] : [keys.externalRef(externalRef)]),
    ];
    const claim = key === undefined ? undefined : await findClaim(tenantId, key);
    if (key === undefined || claim === undefined) return { found: undefined };
    const owners = await findOwners(tenantId, [{ sortKey: key, ownerId: claim.ownerId }]);
    const item = owners?.get(claim.ownerId);
    const hasAll =
      item !== undefined &&
      identityKeys.every((identityKey) => Object.hasOwn(allIdentities(item), identityKey)) &&
      (externalRef === undefined || partsOf(item).some((part) => part.externalRef === externalRef));
    return owners && { found: hasAll ? item : undefined };
  }).then(({ found }) => found);

/** A claim as it was read; without `ownerId`, nobody owned it. */
type Owned = { readonly sortKey: string; readonly ownerId?: string };

/**
 * Finds the owners of claims that were read before, or the survivors of merged ones, by the ids in the claims. One that
 * was erased is missing. Returns `undefined` where there was no time at which they owned these claims and no others of
 * them: one has moved meanwhile. Strongly consistent. Throws `unavailable`.
 */
export async function findOwners(
  tenantId: string,
  claims: readonly Owned[],
): Promise<ReadonlyMap<string, StoredContact> | undefined> {
  const ids = [...new Set(claims.flatMap(({ ownerId }) => ownerId ?? []))];
  const found = await Promise.all(ids.map((id) => findSurvivor(tenantId, id)));
  const owners = new Map(ids.flatMap((id, i) => (found[i] ? [[id, found[i]] as const] : [])));
  const isOwned = (key: string) =>
    [...owners.values()].flatMap(partsOf).some((part) => claimKeysOf(part).includes(key));
  const areOwned = claims.every(({ sortKey, ownerId }) => {
    if (ownerId === undefined) return !isOwned(sortKey);
    const owner = owners.get(ownerId);
    const part = owner && partOf(owner, ownerId);
    return !part || claimKeysOf(part).includes(sortKey);
  });
  return areOwned && !overlap([...owners.values()]) ? owners : undefined;
}

const claimKeysOf = ({ identities, externalRef }: StoredContact): string[] => [
  ...Object.keys(identities).map(keys.identity),
  ...(externalRef === undefined ? [] : [keys.externalRef(externalRef)]),
];

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
