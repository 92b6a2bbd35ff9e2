import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Claim } from '../../contacts/claims.ts';
import { recordSighting as decide, senderOf } from '../../contacts/decisions/recordSighting.ts';
import { isProven } from '../../contacts/identities.ts';
import { isEarlier, isOutdated, knowsAll, type Sighting, sightedName } from '../../contacts/sightings.ts';
import { send } from '../table/client.ts';
import { keys } from '../table/keys.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { updateItem } from '../table/update.ts';
import { attempt } from '../table/writeAll.ts';
import { changeContacts } from './changeContacts.ts';
import { asClaim } from './claims.ts';
import { findClaim, findClaims } from './findByClaims.ts';
import { verifiedKeys } from './senderClaims.ts';

/** A sighting in one tenant, reported by one request. */
export type Arrival = { readonly tenantId: string; readonly sighting: Sighting; readonly requestId: string };

/** Whose sighting it was. Nobody's is one from an address that was erased after the message. */
type Sender = 'known' | 'unknown' | 'erased';

/**
 * Records a sighting on the contact that sent it, if there is one. The result does not depend on how often, or in which
 * order, messages arrive.
 *
 * A message that says nothing new takes one request, also where a later time of its name has to be stored. Throws
 * `unavailable`.
 */
export const recordSighting = ({ tenantId, sighting, requestId }: Arrival): Promise<Sender> =>
  retryOnConflict<Sender>(async () => {
    const own = await confirmName(tenantId, sighting);
    if (own === 'confirmed' || (own && !isNews(sighting, own))) return 'known';
    const claims = await findClaims(
      tenantId,
      sighting.with.map(({ key }) => key),
      own && [[sighting.key, own]],
    );
    const senderId = senderOf(sighting, claims);
    if (senderId === undefined) return 'unknown';
    const result = await changeContacts(
      { tenantId, contactIds: [senderId], inParts: true, requestId },
      async (contact) =>
        decide(contact, sighting, await findClaims(tenantId, verifiedKeys(contact), claims), Date.now()),
    );
    if ('erased' in result) {
      const others = sighting.with.filter(({ key }) => key !== result.erased);
      if (others.length === sighting.with.length) return 'erased';
      const sender = await recordSighting({ tenantId, sighting: { ...sighting, with: others }, requestId });
      // Only the erased address says whose message it is.
      return sender === 'unknown' ? 'erased' : sender;
    }
    // A claim has changed since it was read, or its contact is gone.
    return 'contacts' in result ? 'known' : undefined;
  });

/**
 * Stores the time of a later message with the same name in the claim of its address. Returns the claim where the
 * message says anything else; `undefined` where nobody owns the address.
 */
async function confirmName(tenantId: string, sighting: Sighting): Promise<Claim | 'confirmed' | undefined> {
  const named = sightedName(sighting);
  if (!named) return findClaim(tenantId, keys.identity(sighting.key));
  const others = sighting.with.map(({ key }, i) => [`:with${i}`, key] as const);
  const knowsOthers = ['withAt < :at', ...others.map(([placeholder]) => `contains(#with, ${placeholder})`)];
  const update = new UpdateCommand(
    updateItem(tenantId, keys.identity(sighting.key), {
      set: [['named', named]],
      condition: {
        // The name may be known from another address: a first message from this address is news all the same.
        expression: [
          'named[0] = :name',
          'named[1] < :at',
          'verified[0] < :at',
          ...(others.length ? knowsOthers : []),
        ].join(' AND '),
        names: others.length > 0 ? { '#with': 'with' } : {},
        values: { ':name': named[0], ':at': named[1], ...Object.fromEntries(others) },
      },
    }),
  );
  const outcome = await attempt(() => send((db) => db.send(update)));
  if ('reply' in outcome) return 'confirmed';
  const found = outcome.failed[0]?.found;
  return found && asClaim(found);
}

/** Whether the contact has to be read to find out what the sighting changes. */
function isNews(sighting: Sighting, claim: Claim): boolean {
  const name = sightedName(sighting);
  const isNewName = name !== undefined && !(claim.named && isOutdated(name, claim.named));
  return !isProven(claim) || isEarlier(sighting, claim) || !knowsAll(sighting, claim) || isNewName;
}
