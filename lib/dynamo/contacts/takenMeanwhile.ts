import { ContactError } from '../../contacts/ContactError.ts';
import type { Identities } from '../../contacts/identities.ts';
import { readAll } from '../table/batches.ts';
import { keys } from '../table/keys.ts';
import { erasedKey, erasureNotes } from './erasedAddresses.ts';
import type { ExportedContact } from './exportContacts.ts';

export const sortKeysOf = (items: readonly { readonly contactId: string }[]): string[] =>
  items.map(({ contactId }) => contactId);

/** What can be restored of an exported contact: no addresses, and no claims of them, that other contacts have got. */
export type Restorable = Pick<ExportedContact, 'contact' | 'claims'> & { readonly notes: readonly string[] };

/**
 * Reads what other contacts have got, since an export, of what an exported contact had, and leaves it out. Throws
 * `external_ref_taken`, and `identity_taken` where what was merged into the contact is a contact of its own by now.
 */
export async function readTaken(tenantId: string, exported: ExportedContact): Promise<Restorable> {
  const { contact, merged, claims } = exported;
  const parts = Object.entries(contact.contributions ?? {});
  const identities = [contact, ...parts.map(([, part]) => part)].flatMap((part) => Object.entries(part.identities));
  const marked = identities.map(([key, identity]) => ({ key, identity }));
  const marks = marked.map(({ key }) => erasedKey(tenantId, key));
  const read = await readAll(tenantId, [...sortKeysOf(claims), ...sortKeysOf(merged), ...marks], true);
  const found = new Map(read.map((item) => [item.contactId, item]));
  // An import that was killed may have written the claim.
  const isFree = (claim: ExportedContact['claims'][number]) =>
    (found.get(claim.contactId)?.ownerId ?? claim.ownerId) === claim.ownerId;
  const linked = claims.find((claim) => claim.contactId.startsWith(keys.externalRef('')) && !isFree(claim));
  if (linked !== undefined) {
    const { ownerId } = found.get(linked.contactId) ?? {};
    throw new ContactError('external_ref_taken', `externalRef belongs to contact ${ownerId}`);
  }
  const separate = merged.find(({ contactId: id }) => found.has(id) && found.get(id)?.mergedInto === undefined);
  if (separate !== undefined)
    throw new ContactError('identity_taken', `contact ${separate.contactId} is there, which was merged into this one`);
  const free = claims.filter(isFree);
  const owned = new Set(sortKeysOf(free));
  const isOwned = (key: string) => owned.has(keys.identity(key));
  const taken = marked.flatMap(({ key, identity: { kind } }) =>
    isOwned(key) ? [] : [`${kind} belongs to ${found.get(keys.identity(key))?.ownerId ?? 'another contact'}`],
  );
  const owning = <Part extends { readonly identities: Identities }>(part: Part): Part => ({
    ...part,
    identities: Object.fromEntries(Object.entries(part.identities).filter(([key]) => isOwned(key))),
  });
  const contributions = Object.fromEntries(parts.map(([id, part]) => [id, owning(part)]));
  return {
    contact: { ...owning(contact), ...(contact.contributions && { contributions }) },
    claims: free,
    notes: [...taken, ...erasureNotes(tenantId, marked, read)],
  };
}
