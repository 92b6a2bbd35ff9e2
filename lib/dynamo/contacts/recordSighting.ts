import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Claim } from '../../contacts/claims.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { recordSighting as decide, isEarlier } from '../../contacts/decisions/recordSighting.ts';
import { type Sighting, sightedName } from '../../contacts/sightings.ts';
import { supersedes } from '../../contacts/sources.ts';
import { send } from '../table/client.ts';
import { keys } from '../table/keys.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { updateItem } from '../table/update.ts';
import { attempt } from '../table/writeAll.ts';
import { changeContacts } from './changeContacts.ts';
import { asClaim } from './claims.ts';
import { findClaim } from './findByClaims.ts';

/** A sighting in one tenant, reported by one request. */
export type Arrival = { readonly tenantId: string; readonly sighting: Sighting; readonly requestId: string };

/**
 * Records a sighting on the contact that owns its address, and returns whether there is one. The result does not depend
 * on how often, or in which order, messages arrive.
 *
 * A message that says nothing new takes one request, also where a later time of its name has to be stored. Throws
 * `unavailable`.
 */
export const recordSighting = ({ tenantId, sighting, requestId }: Arrival): Promise<boolean> =>
  retryOnConflict(async () => {
    const own = await confirmName(tenantId, sighting);
    if (own === 'confirmed') return true;
    if (own === undefined) return false;
    if (!isNews(sighting, own)) return true;
    const result = await changeContacts({ tenantId, contactIds: [own.ownerId], requestId }, async (contact) =>
      decide(contact, sighting, { own, others: await findOtherClaims(contact, sighting.key) }, Date.now()),
    );
    // The claim has changed since it was read, or its contact is gone.
    return 'contacts' in result || undefined;
  });

/**
 * Stores the time of a later message with the same name in the claim of its address. Returns the claim where the
 * message says anything else; `undefined` where nobody owns the address.
 */
async function confirmName(tenantId: string, sighting: Sighting): Promise<Claim | 'confirmed' | undefined> {
  const named = sightedName(sighting);
  if (!named) return findClaim(tenantId, keys.identity(sighting.key));
  const update = new UpdateCommand(
    updateItem(tenantId, keys.identity(sighting.key), {
      set: [['named', named]],
      condition: {
        // The name may be known from another address: a first message from this address is news all the same.
        expression: 'named[0] = :name AND named[1] < :at AND seen[1] < :at',
        names: {},
        values: { ':name': named[0], ':at': named[1] },
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
  return isEarlier(sighting, claim) || (name !== undefined && supersedes(name, claim.named));
}

/** The claims of the contact's other addresses that messages came from. */
async function findOtherClaims({ tenantId, identities }: StoredContact, own: string): Promise<Map<string, Claim>> {
  const seen = Object.keys(identities).filter((key) => key !== own && identities[key]?.seenAt !== undefined);
  const found = await Promise.all(
    seen.map(async (key) => [key, await findClaim(tenantId, keys.identity(key))] as const),
  );
  return new Map(found.flatMap(([key, claim]) => (claim ? [[key, claim]] : [])));
}
