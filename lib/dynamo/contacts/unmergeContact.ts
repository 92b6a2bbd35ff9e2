import { applyChanges } from '../../contacts/applyChanges.ts';
import type { Author } from '../../contacts/change.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import {
  unmergeContact as decide,
  editsSince,
  type KeptEdit,
  mergeNotFound,
} from '../../contacts/decisions/unmergeContact.ts';
import type { Answering } from '../table/answers.ts';
import { type ChangeRequest, changedContact, requireVersion } from './changeContact.ts';
import { changeContacts, type Target } from './changeContacts.ts';
import { findContact } from './getContact.ts';

type Unmerge = Omit<ChangeRequest, 'read' | 'answering'> & {
  readonly duplicateId: string;
  readonly author: Author;
  readonly answering?: Answering<Unmerged> | undefined;
};

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
  answering,
  ...target
}: Unmerge): Promise<Unmerged> {
  let unmerged: Unmerged | undefined;
  const outcome = (): Unmerged => {
    if (unmerged === undefined) throw new Error('The un-merge has not been decided');
    return unmerged;
  };
  const whole: Target = {
    ...target,
    contactIds: [contactId],
    answering: answering && (() => ({ ...answering(outcome()), otherId: outcome().duplicate.contactId })),
  };
  const result = await changeContacts(whole, async (survivor) => {
    requireVersion(survivor, ifMatch);
    const stored = await findContact(target.tenantId, duplicateId);
    if (stored === undefined) throw mergeNotFound();
    const [apart, duplicate] = decide(survivor, stored, author);
    unmerged = {
      survivor: applyChanges([apart], target.requestId),
      duplicate: applyChanges([duplicate], target.requestId),
      edits: editsSince(survivor, duplicateId),
    };
    return [apart, duplicate];
  });
  changedContact(result);
  return outcome();
}
