import { ContactError } from '../contacts/ContactError.ts';
import { assertionsOf, nameSaidBy } from '../contacts/sightings.ts';
import { backOff } from './client.ts';
import { insertContact } from './insertContact.ts';
import { recordSighting, type ToldSighting } from './recordSighting.ts';

const attempts = 20;

/**
 * Creates the contact of a sender whom nobody knows. Where somebody else has created it meanwhile, that one it is. Throws
 * `unavailable`.
 */
export async function createSender(told: ToldSighting): Promise<void> {
  const { tenantId, sighting, requestId } = told;
  const sender = assertionsOf(sighting);
  const named = nameSaidBy(sender);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const outcome = await insertContact(
      {
        tenantId,
        sources: { manual: {}, ...(Object.keys(sender).length > 0 && { sender }) },
        identities: { [sighting.key]: { ...sighting.identity, seenAt: sighting.at } },
        actor: sighting.by,
        requestId,
      },
      { seenAt: sighting.at, ...(named && { named }) },
    );
    if ('inserted' in outcome || (await recordSighting(told))) return;
    await backOff(attempt);
  }
  throw new ContactError('unavailable', 'Too many change this contact at once. Please try again.');
}
