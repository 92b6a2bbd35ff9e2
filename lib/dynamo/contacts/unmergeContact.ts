import type { Author } from '../../contacts/change.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import {
  unmergeContact as decide,
  editsSince,
  type KeptEdit,
  mergeNotFound,
} from '../../contacts/decisions/unmergeContact.ts';
import { type ChangeRequest, changedContact, requireVersion } from './changeContact.ts';
import { changeContacts } from './changeContacts.ts';
import { findContact, getContact } from './getContact.ts';

type Unmerge = Omit<ChangeRequest, 'read'> & { readonly duplicateId: string; readonly author: Author };

/** Both contacts after a merge was undone, and what was stated since the merge, which stays with the survivor. */
export type Unmerged = {
  readonly survivor: StoredContact;
  readonly duplicate: StoredContact;
  readonly edits: readonly KeptEdit[];
};

/**
 * Undoes the merge of a contact. Throws `contact_not_found`, `merge_not_found`, `version_mismatch`, `forbidden` and
 * `unavailable`.
 */
export async function unmergeContact({
  contactId,
  duplicateId,
  author,
  ifMatch,
  ...target
}: Unmerge): Promise<Unmerged> {
  let edits: readonly KeptEdit[] = [];
  const result = await changeContacts({ ...target, contactIds: [contactId] }, async (survivor) => {
    requireVersion(survivor, ifMatch);
    const stored = await findContact(target.tenantId, duplicateId);
    if (stored === undefined) throw mergeNotFound();
    const changes = decide(survivor, stored, author);
    edits = editsSince(survivor, duplicateId);
    return changes;
  });
  const survivor = changedContact(result);
  return { survivor, duplicate: await getContact(target.tenantId, duplicateId), edits };
}
