import type { Author } from '../../contacts/change.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { addIdentity as decide, moveIdentity } from '../../contacts/decisions/addIdentity.ts';
import type { KeyedIdentity } from '../../contacts/sightings.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { type ChangeRequest, changedContact, requireVersion } from './changeContact.ts';
import { changeContacts } from './changeContacts.ts';

type Addition = Omit<ChangeRequest, 'read'> & {
  /** The contact from which the address may be taken. */
  readonly takeFrom?: string | undefined;
  readonly added: KeyedIdentity;
  readonly author: Author;
};

/**
 * Adds an address to a contact for a caller, and returns the contact. One that another contact has proven moves, in one
 * transaction, if `takeFrom` names that contact; otherwise throws `identity_taken`. Throws what `changeContact` throws.
 */
export async function addIdentity({
  contactId,
  ifMatch,
  takeFrom,
  added,
  author,
  ...target
}: Addition): Promise<StoredContact> {
  return retryOnConflict(async () => {
    const result = await changeContacts({ ...target, contactIds: [contactId] }, (contact) => {
      requireVersion(contact, ifMatch);
      return decide(contact, added, author);
    });
    if (takeFrom === undefined || !('taken' in result) || result.taken.claim.ownerId !== takeFrom)
      return changedContact(result, 'value');
    const moved = await changeContacts({ ...target, contactIds: [contactId, takeFrom] }, (contact, owner) => {
      requireVersion(contact, ifMatch);
      return owner === undefined ? 'unchanged' : moveIdentity(contact, owner, added, author);
    });
    // Without the owner, the address is free.
    return 'gone' in moved ? undefined : changedContact(moved, 'value');
  });
}
