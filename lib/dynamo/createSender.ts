import { assertionsOf, nameSaidBy } from '../contacts/sightings.ts';
import { contend } from './contend.ts';
import { insertContact } from './insertContact.ts';
import { recordSighting, type ToldSighting } from './recordSighting.ts';

/**
 * Creates the contact of a sender whom nobody knows. Where somebody else has created it meanwhile, that one it is. Throws
 * `unavailable`.
 */
export async function createSender(told: ToldSighting): Promise<void> {
  const { tenantId, sighting, requestId } = told;
  const sender = assertionsOf(sighting);
  const named = nameSaidBy(sender);
  const contact = {
    tenantId,
    sources: { manual: {}, ...(Object.keys(sender).length > 0 && { sender }) },
    identities: { [sighting.key]: { ...sighting.identity, seenAt: sighting.at } },
    actor: sighting.by,
    requestId,
  };
  await contend(async () => {
    const outcome = await insertContact(contact, { seenAt: sighting.at, ...(named && { named }) });
    return 'inserted' in outcome || (await recordSighting(told)) || undefined;
  });
}
