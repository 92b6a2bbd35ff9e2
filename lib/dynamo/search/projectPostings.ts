import type { StoredContact } from '../../contacts/contact.ts';
import { termsOf } from '../../contacts/search/terms.ts';
import { findContact } from '../contacts/getContact.ts';
import type { StreamedContact } from '../contacts/streamedContact.ts';
import { writeEach } from '../table/batches.ts';
import { keys } from '../table/keys.ts';

/**
 * Updates the words that find a contact after a change. It may be called for any change, in any order and at the same
 * time: the words that a change touches become what the contact has now. Throws `unavailable`.
 */
export async function projectPostings({ before, after }: StreamedContact): Promise<void> {
  const contact = after ?? before;
  if (contact === undefined) return;
  const touched = wordsOf(before).symmetricDifference(wordsOf(after));
  if (touched.size > 0) await settlePostings(contact.tenantId, contact.contactId, touched);
}

/**
 * Makes these words find a contact if it has them now, and no longer if it does not. If the contact changes meanwhile,
 * starts again, so that the last of several that do this at the same time is right.
 */
export async function settlePostings(tenantId: string, contactId: string, words: ReadonlySet<string>): Promise<void> {
  let contact = await findContact(tenantId, contactId);
  for (;;) {
    const has = wordsOf(contact);
    await writeEach(
      [...words].map((word) => {
        const Key = { tenantId, contactId: keys.search(word, contactId) };
        return has.has(word) ? { PutRequest: { Item: Key } } : { DeleteRequest: { Key } };
      }),
    );
    const now = await findContact(tenantId, contactId);
    if (now?.writeIds[0] === contact?.writeIds[0]) return;
    contact = now;
  }
}

const wordsOf = (contact: StoredContact | undefined): ReadonlySet<string> =>
  contact === undefined ? new Set() : termsOf(contact).words;
