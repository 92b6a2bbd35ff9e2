import type { StoredContact } from '../../contacts/contact.ts';
import { withConfirmedName } from '../../contacts/sightings.ts';
import type { Sources } from '../../contacts/sources.ts';
import { findClaims } from './findByClaims.ts';

/** The keys of the addresses that messages came from. */
export const verifiedKeys = ({ identities }: StoredContact): string[] =>
  Object.keys(identities).filter((key) => identities[key]?.verified !== undefined);

/**
 * Finds what all sources of a contact assert now. A message that repeats the sender's name changes only the claim of
 * its address, so that the claims know since when the name is confirmed, and by which message.
 */
export async function findSources(contact: StoredContact): Promise<Sources> {
  const { sender } = contact.sources;
  if (sender?.firstName === undefined) return contact.sources;
  const claims = [...(await findClaims(contact.tenantId, verifiedKeys(contact))).values()];
  return { ...contact.sources, sender: claims.reduce((known, { named }) => withConfirmedName(known, named), sender) };
}
