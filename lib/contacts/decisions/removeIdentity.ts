import { forbidAgent } from '../actors.ts';
import { ContactError } from '../ContactError.ts';
import type { Author, ContactChange } from '../change.ts';
import type { StoredContact } from '../contact.ts';
import { allIdentities } from '../fold.ts';
import { identityId } from '../identities.ts';
import { partsOf } from '../parts.ts';
import { refusing } from '../refusals.ts';

/**
 * Decides what changes when a person removes an address from a contact: no machine gives it back. The next message from
 * it creates another contact. Throws `identity_not_found`, and `forbidden` for an agent.
 */
export function removeIdentity(contact: StoredContact, id: string, author: Author): readonly ContactChange[] {
  forbidAgent(author.actor, 'remove an address; only a person can');
  const key = Object.keys(allIdentities(contact)).find((each) => identityId(each) === id);
  if (key === undefined) throw new ContactError('identity_not_found', 'The contact has no address with that id');
  return withoutIdentity(contact, key, author);
}

/** The changes by which a contact loses an address, until it has lost so many others: no part of it gets it back. */
export const withoutIdentity = (whole: StoredContact, key: string, author: Author): ContactChange[] =>
  partsOf(whole).map((part) => ({
    ...author,
    contact: part,
    ...(Object.hasOwn(part.identities, key) && { identities: { [key]: null } }),
    refused: refusing(part.refused, key),
  }));
