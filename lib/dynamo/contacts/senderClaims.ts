import type { ContactPart, StoredContact } from '../../contacts/contact.ts';
import { partsOf } from '../../contacts/parts.ts';
import { withConfirmedName } from '../../contacts/sightings.ts';
import { findClaims } from './findByClaims.ts';

/** The keys of the addresses that messages came from. */
export const verifiedKeys = ({ identities }: StoredContact): string[] =>
  Object.keys(identities).filter((key) => identities[key]?.verified !== undefined);

/**
 * Finds what all sources of a contact assert now. A message that repeats the sender's name changes only the claim of
 * its address, so that the claims know since when the name is confirmed, and by which message.
 */
export async function findSources(contact: StoredContact): Promise<StoredContact> {
  const parts = await Promise.all(
    partsOf(contact).map(async (part) => [part.contactId, await confirmed(part)] as const),
  );
  const sources = new Map(parts);
  const sourcesIn = <Part extends ContactPart>(id: string, part: Part): Part => ({
    ...part,
    sources: sources.get(id) ?? part.sources,
  });
  const { contributions } = contact;
  return {
    ...sourcesIn(contact.contactId, contact),
    ...(contributions && {
      contributions: Object.fromEntries(Object.entries(contributions).map(([id, part]) => [id, sourcesIn(id, part)])),
    }),
  };
}

async function confirmed(part: StoredContact): Promise<StoredContact['sources']> {
  const { sender } = part.sources;
  if (sender?.firstName === undefined) return part.sources;
  const claims = [...(await findClaims(part.tenantId, verifiedKeys(part))).values()];
  return { ...part.sources, sender: claims.reduce((known, { named }) => withConfirmedName(known, named), sender) };
}
