import type { Decision } from '../change.ts';
import type { StoredContact } from '../contact.ts';
import { type Identity, isFull, isProven, type Proof, precedes, type Stamp } from '../identities.ts';
import type { KeyedIdentity } from '../sightings.ts';
import type { KnownClaims } from './recordSighting.ts';

/** One address of a sender took the place of another, at a time (epoch milliseconds) and according to an event. */
export type IdentityReplacement = {
  readonly from: KeyedIdentity;
  readonly to: KeyedIdentity;
  readonly at: number;
  readonly by: string;
};

/**
 * Decides whose address changed: the owner of the former one, if they had it before the change. Somebody who got it
 * later is another person. `undefined` if that is nobody, or if the change was made already.
 */
export function changedSender({ from, to, at, by }: IdentityReplacement, claims: KnownClaims): string | undefined {
  const [former, next] = [claims.get(from.key), claims.get(to.key)];
  if (next?.verified?.[1] === by || from.key === to.key) return undefined;
  const wasTheirs = [former?.verified, former?.confirmed].some((proof) => proof && proof[0] <= at);
  return wasTheirs ? former?.ownerId : undefined;
}

/**
 * Decides what the replacement of an address changes in the contact that had it. If another contact has proven the new
 * one, nothing moves: the two may be one person. A person's later statement keeps the former address, beside which a
 * full contact has no room, and what a person removed does not come back.
 */
export function changeIdentity(
  contact: StoredContact,
  { from, to, at, by }: IdentityReplacement,
  claims: KnownClaims,
  now: number,
): Decision {
  const author = { actor: by, at: now };
  const former = contact.identities[from.key];
  const known = Object.hasOwn(contact.identities, to.key) ? contact.identities[to.key] : undefined;
  const claim = claims.get(to.key);
  const isOwn = claim?.ownerId === contact.contactId;
  if (former === undefined || isOwn !== (known !== undefined)) return { stale: 'claim' };
  if (claim && isProven(claim) && !isOwn) {
    const reason = { field: to.identity.kind, key: to.key, at, by };
    return { ...author, contact, suggestions: [{ otherId: claim.ownerId, reason, weight: 'strong' }] };
  }
  if (contact.refused?.includes(to.key)) return 'unchanged';
  const verified: Stamp = known?.verified && precedes(known.verified, [at, by]) ? known.verified : [at, by];
  const next: Identity = { ...former, ...to.identity, ...confirmedOf(known), verified };
  const isStated = former.confirmed !== undefined && former.confirmed[0] > at;
  if (isStated && known === undefined && isFull(contact)) return { ...author, contact, ignored: 1 };
  return { ...author, contact, observedAt: at, identities: { [to.key]: next, ...(!isStated && { [from.key]: null }) } };
}

/** The person's statement about the new address, not that about the former. */
const confirmedOf = (known: Identity | undefined): Proof => (known?.confirmed ? { confirmed: known.confirmed } : {});
