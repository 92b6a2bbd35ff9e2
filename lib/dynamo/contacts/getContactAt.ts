import { ContactError } from '../../contacts/ContactError.ts';
import { contactAt, type HistoryEntry, type PastContact } from '../../contacts/history.ts';
import { contactNotFound, findContact } from './getContact.ts';
import { readHistory } from './listHistory.ts';

/** How many entries one request reads: about 50 KB. */
const pageSize = 100;

/**
 * Gets a contact as callers saw it at a time (ISO 8601 in UTC with milliseconds): if it was merged into another one
 * then, that one. Throws `contact_not_found`, also for a time before the contact was created, and `unavailable`, also
 * while changes that it depends on are not projected yet.
 */
export async function getContactAt(tenantId: string, contactId: string, at: string): Promise<PastContact> {
  const current = await findContact(tenantId, contactId);
  if (current === undefined) throw contactNotFound();
  if (at < current.createdAt) throw new ContactError('contact_not_found', 'The contact did not exist at that time');
  const entries: HistoryEntry[] = [];
  const isLater = ({ at: changedAt }: { readonly at: string }) => changedAt > at;
  let isMore = isLater({ at: current.updatedAt });
  while (isMore) {
    const before = entries.at(-1)?.version;
    const page = await readHistory({ tenantId, contactId, limit: pageSize, before, consistent: true });
    entries.push(...page);
    isMore = page.length === pageSize && page.every(isLater);
  }
  const past = contactAt(current, entries, at);
  return past.mergedInto === undefined ? past : getContactAt(tenantId, past.mergedInto, at);
}
