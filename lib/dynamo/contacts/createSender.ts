import { cameWith, identitiesIn, sightedName, verifiedBy, withSightedName } from '../../contacts/sightings.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { insertContact } from './insertContact.ts';
import { type Arrival, recordSighting } from './recordSighting.ts';

/**
 * Creates the contact of an unknown sender, and returns true. Where another message has created it meanwhile, the
 * sighting is recorded there. Throws `unavailable`.
 */
export function createSender(arrival: Arrival): Promise<boolean> {
  const { tenantId, sighting, requestId } = arrival;
  const sender = withSightedName({}, sighting);
  const named = sightedName(sighting);
  const identities = identitiesIn(sighting).map(({ key, identity }) => [key, verifiedBy(sighting, identity)] as const);
  const contact = {
    tenantId,
    sources: Object.keys(sender).length > 0 ? { sender } : {},
    identities: Object.fromEntries(identities),
    sighted: { [sighting.key]: { ...(named && { named }), ...cameWith(sighting) } },
    actor: sighting.by,
    requestId,
  };
  return retryOnConflict(async () => {
    const result = await insertContact(contact);
    if ('inserted' in result) return true;
    return (await recordSighting(arrival)) ? false : undefined;
  });
}
