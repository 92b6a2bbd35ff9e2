import { cameWith, identitiesIn, sightedName, verifiedBy, withSightedName } from '../../contacts/sightings.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { insertContact } from './insertContact.ts';
import { type Arrival, recordSighting } from './recordSighting.ts';

/**
 * Creates the contact of an unknown sender. Where another message has created it meanwhile, the sighting is recorded
 * there. An address of the sender that was erased after the message brings nobody back. Throws `unavailable`.
 */
export function createSender(arrival: Arrival): Promise<'new' | 'known' | 'erased'> {
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
    observedAt: sighting.at,
    requestId,
  };
  return retryOnConflict<'new' | 'known' | 'erased'>(async () => {
    const result = await insertContact(contact);
    if ('inserted' in result) return 'new';
    if ('erased' in result) return 'erased';
    const sender = await recordSighting(arrival);
    return sender === 'unknown' ? undefined : sender;
  });
}
