import { isDeepStrictEqual } from 'node:util';
import type { Decision } from '../change.ts';
import type { Claim, ClaimUpdate, Sighted } from '../claims.ts';
import type { StoredContact } from '../contact.ts';
import type { Suggestion } from '../duplicates.ts';
import { type Identity, isProven, maxIdentities } from '../identities.ts';
import {
  cameWith,
  identitiesIn,
  type Named,
  type Sighting,
  senderNames,
  sightedName,
  verifiedBy,
  withConfirmedName,
  withSightedName,
} from '../sightings.ts';
import type { Assertions } from '../sources.ts';

/**
 * Claims by the keys of their identities: those of all identities in a sighting, whoever owns them, and those of the
 * contact's other addresses that messages came from.
 */
export type KnownClaims = ReadonlyMap<string, Claim>;

/**
 * Decides who sent a message: the owner of the first of its identities that is more than reported. `undefined` if
 * nobody is known.
 */
export function senderOf(sighting: Sighting, claims: KnownClaims): string | undefined {
  const proven = identitiesIn(sighting).flatMap(({ key }) => claims.get(key) ?? []);
  return proven.find(isProven)?.ownerId;
}

/**
 * Decides what a sighting changes in the contact that sent it, and in what the claims remember. The contact gets the
 * identities that nobody else has proven; with the others' owners, it may be one person. The result does not depend on
 * the order in which sightings arrive.
 */
export function recordSighting(contact: StoredContact, sighting: Sighting, claims: KnownClaims, now: number): Decision {
  const owned = new Map([...claims].filter(([, { ownerId }]) => ownerId === contact.contactId));
  if ([...claims.keys()].some((key) => Object.hasOwn(contact.identities, key) !== owned.has(key)))
    return { stale: 'claim' };
  const before = contact.sources.sender ?? {};
  // A claim may have remembered a later message with the same name, of which the contact knows nothing yet.
  const known = [...owned.values()].reduce((sender: Assertions, { named }) => withConfirmedName(sender, named), before);
  const sender = withSightedName(known, sighting);
  const isSame = isDeepStrictEqual(sender, before);
  const { identities, ignored } = seenIdentities(contact, sighting, claims);
  const claimUpdates = updatesOf(sighting, { owned, gained: Object.keys(identities) }, senderNames(sender));
  const suggestions = suggestionsOf(sighting, contact, claims);
  if (isSame && Object.keys(identities).length + claimUpdates.length + suggestions.length === 0) return 'unchanged';
  return {
    contact,
    actor: sighting.by,
    at: now,
    observedAt: sighting.at,
    ...(!isSame && { sources: { sender } }),
    identities,
    ...(ignored > 0 && { ignored }),
    claimUpdates,
    ...(suggestions.length > 0 && { suggestions }),
  };
}

/**
 * The identities of the contact that a message came from for the first time, those that the contact gets by it, and how
 * many it would get if it had room.
 */
function seenIdentities(contact: StoredContact, sighting: Sighting, claims: KnownClaims) {
  const { identities, refused } = contact;
  const known = claims.get(sighting.key)?.with;
  let room = maxIdentities - Object.keys(identities).length;
  let ignored = 0;
  const seen = identitiesIn(sighting).flatMap(({ key, identity }): [string, Identity][] => {
    const own = Object.hasOwn(identities, key) ? identities[key] : undefined;
    const after = verifiedBy(sighting, identity, own);
    if (own) return after === own ? [] : [[key, after]];
    const claim = claims.get(key);
    const isFree = !(claim && isProven(claim)) && !refused?.includes(key) && !known?.has(key);
    if (!isFree) return [];
    if (room-- > 0) return [[key, after]];
    ignored++;
    return [];
  });
  return { identities: Object.fromEntries(seen), ignored };
}

/**
 * Messages from the address of a sighting came with these identities before; what became of those is not its matter.
 */
const newIn = ({ key, with: others }: Sighting, claims: KnownClaims) =>
  others.filter((other) => !claims.get(key)?.with?.has(other.key));

function suggestionsOf(sighting: Sighting, { contactId }: StoredContact, claims: KnownClaims): Suggestion[] {
  const { at, by } = sighting;
  return newIn(sighting, claims).flatMap(({ key, identity }) => {
    const claim = claims.get(key);
    if (!claim || !isProven(claim) || claim.ownerId === contactId) return [];
    return [{ otherId: claim.ownerId, reason: { field: identity.kind, key, at, by }, weight: 'strong' as const }];
  });
}

/**
 * The claim of the address remembers the name of the sighting, or else the one that callers see, and what it came with.
 * No claim remembers a name that is not a part of that one: a message with it would pass as known.
 */
function updatesOf(
  sighting: Sighting,
  { owned, gained }: { readonly owned: ReadonlyMap<string, Claim>; readonly gained: readonly string[] },
  names: readonly Named[],
): ClaimUpdate[] {
  const own = owned.get(sighting.key);
  const sighted = { ...rememberedName(sighting, own, names), ...cameWith(sighting, own) };
  const hasAddress = own !== undefined || gained.includes(sighting.key);
  const others = [...owned].filter(([key]) => key !== sighting.key);
  return [
    ...(hasAddress ? [{ key: sighting.key, ...(own && { read: own }), sighted }] : []),
    ...others.map(([key, read]) => ({ key, read, sighted: stillTrue(read, names) })),
  ].filter((update) => !isDeepStrictEqual(update.sighted, memoryOf(update.read)));
}

function rememberedName(sighting: Sighting, own: Claim | undefined, names: readonly Named[]): Pick<Sighted, 'named'> {
  const find = (name: Named | undefined) => names.find(([text]) => text === name?.[0]);
  const named = find(sightedName(sighting)) ?? find(own?.named) ?? names[0];
  return named ? { named } : {};
}

const stillTrue = (read: Claim, names: readonly Named[]): Sighted => {
  const { named, ...rest } = memoryOf(read);
  return names.some(([text]) => text === named?.[0]) ? memoryOf(read) : rest;
};

const memoryOf = ({ named, with: others, withAt }: Partial<Claim> = {}): Sighted => ({
  ...(named && { named }),
  ...(others && { with: others }),
  ...(withAt !== undefined && { withAt }),
});
