import { assertionsOf, nameSaidIn, seenIn } from '../../contacts/sightings.ts';
import { contend } from '../table/retryOnConflict.ts';
import { insertContact } from './insertContact.ts';
import { type Arrival, recordSighting } from './recordSighting.ts';

/**
 * Creates the contact of a sender whom nobody knows. Where somebody else has created it meanwhile, that one it is. Throws
 * `unavailable`.
 */
export async function createSender(arrival: Arrival): Promise<void> {
  const { tenantId, sighting, requestId } = arrival;
  const sender = assertionsOf(sighting);
  const named = nameSaidIn(sighting);
  const contact = {
    tenantId,
    sources: { manual: {}, ...(Object.keys(sender).length > 0 && { sender }) },
    identities: { [sighting.key]: { ...sighting.identity, seenAt: sighting.at } },
    actor: sighting.by,
    requestId,
  };
  await contend(async () => {
    const outcome = await insertContact(contact, { seen: seenIn(sighting), ...(named && { named }) });
    return 'inserted' in outcome || (await recordSighting(arrival)) || undefined;
  });
}
