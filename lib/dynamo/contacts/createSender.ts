import { seenAssertion, sightedName, sightingAssertions } from '../../contacts/sightings.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { insertContact } from './insertContact.ts';
import { type Arrival, recordSighting } from './recordSighting.ts';

/**
 * Creates the contact of an unknown sender, and returns true. Where another message has created it meanwhile, the
 * sighting is recorded there. Throws `unavailable`.
 */
export function createSender(arrival: Arrival): Promise<boolean> {
  const { tenantId, sighting, requestId } = arrival;
  const sender = sightingAssertions(sighting);
  const named = sightedName(sighting);
  const contact = {
    tenantId,
    sources: Object.keys(sender).length > 0 ? { sender } : {},
    identities: { [sighting.key]: { ...sighting.identity, seenAt: sighting.at } },
    actor: sighting.by,
    requestId,
  };
  return retryOnConflict(async () => {
    const result = await insertContact(contact, { seen: seenAssertion(sighting), ...(named && { named }) });
    if ('inserted' in result) return true;
    return (await recordSighting(arrival)) ? false : undefined;
  });
}
