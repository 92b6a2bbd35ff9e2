import { forbidAgent } from '../actors.ts';
import { ContactError } from '../ContactError.ts';
import type { Author, ContactChange } from '../change.ts';
import type { StoredContact } from '../contact.ts';
import { identityId } from '../identities.ts';

/**
 * Decides what changes when a person removes an address from a contact: no machine gives it back. The next message from
 * it creates another contact. Throws `identity_not_found`, and `forbidden` for an agent.
 */
export function removeIdentity(contact: StoredContact, id: string, author: Author): ContactChange {
  forbidAgent(author.actor, 'remove an address; only a person can');
  const key = Object.keys(contact.identities).find((each) => identityId(each) === id);
  if (key === undefined) throw new ContactError('identity_not_found', 'The contact has no address with that id');
  return withoutIdentity(contact, key, author);
}

/** The change by which a contact loses an address for good. */
export const withoutIdentity = (contact: StoredContact, key: string, author: Author): ContactChange => ({
  ...author,
  contact,
  identities: { [key]: null },
  refused: new Set([...(contact.refused ?? []), key]),
});
