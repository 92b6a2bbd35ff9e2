import { isDeepStrictEqual } from 'node:util';
import type { Decision } from '../change.ts';
import type { Claim, ClaimUpdate, Sighted } from '../claims.ts';
import type { StoredContact } from '../contact.ts';
import { newSenderAssertions, type Sighting, seenAssertion, senderName, withConfirmedName } from '../sightings.ts';
import { type Assertion, type Assertions, supersedes } from '../sources.ts';

/**
 * The claims of a contact's addresses that messages came from: that of the sighting's own address, and the others by
 * their keys.
 */
export type SenderClaims = { readonly own: Claim; readonly others: ReadonlyMap<string, Claim> };

/**
 * Decides what a sighting changes in the contact that owns its address, and in what the claims remember. The result
 * does not depend on the order in which sightings arrive.
 */
export function recordSighting(
  contact: StoredContact,
  sighting: Sighting,
  { own, others }: SenderClaims,
  now: number,
): Decision {
  const before = contact.sources.sender ?? {};
  // A claim may have remembered a later message with the same name, of which the contact knows nothing yet.
  const known = [own, ...others.values()].reduce(
    (sender: Assertions, { named }) => withConfirmedName(sender, named),
    before,
  );
  const sender = { ...known, ...newSenderAssertions(sighting, known) };
  const named = senderName(sender);
  const isFirst = isEarlier(sighting, own);
  const seen = isFirst ? seenAssertion(sighting) : own.seen;
  const claimUpdates = [
    { key: sighting.key, read: own, sighted: { ...(seen && { seen }), ...(named && { named }) } },
    ...[...others].map(([key, read]) => ({ key, read, sighted: isOutdated(read, named) ? withoutName(read) : read })),
  ].filter(changesClaim);
  const isSame = isDeepStrictEqual(sender, before);
  if (isSame && !isFirst && claimUpdates.length === 0) return 'unchanged';
  return {
    contact,
    actor: sighting.by,
    at: now,
    ...(!isSame && { sources: { sender } }),
    identities: isFirst ? { [sighting.key]: { ...sighting.identity, seenAt: sighting.at } } : {},
    claimUpdates,
  };
}

/** Whether a sighting is earlier than the first message from its address that the claim knows of. */
export const isEarlier = (sighting: Sighting, { seen }: Claim): boolean =>
  seen === undefined || supersedes(seen, seenAssertion(sighting));

const changesClaim = ({ read, sighted }: ClaimUpdate): boolean =>
  !isDeepStrictEqual([sighted.seen, sighted.named], [read.seen, read.named]);

/**
 * Whether a claim remembers a name that is no longer the contact's sender name: a message with it would pass as known.
 */
const isOutdated = ({ named }: Claim, current: Assertion | undefined): boolean =>
  named !== undefined && named[0] !== current?.[0];

const withoutName = ({ seen }: Claim): Sighted => (seen ? { seen } : {});
