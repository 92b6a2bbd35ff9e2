import { ContactError } from '../../contacts/ContactError.ts';
import type { Failed } from '../table/failedConditions.ts';
import { contend } from '../table/retryOnConflict.ts';
import { asContactItem, type ContactItem } from './contactItem.ts';
import type { Write } from './contactUpdate.ts';
import { contactNotFound, findContact, findSurvivor } from './getContact.ts';

/** A change that a person asks for, or a program for them. */
export type AskedFor = Write & {
  /** The versions that the caller means to change; absent = whichever there is. */
  readonly ifMatch?: readonly number[] | undefined;
};

/** What became of an attempt: the contact as it is now, or what was found in its place. */
export type Outcome = { readonly written: ContactItem } | Failed;

/**
 * Changes a contact by writing over what was seen until nobody else is faster, and answers the contact as it is then. The
 * id of a merged contact changes its survivor. `first` is an attempt that was made without a look; without it the first
 * thing is to look. Throws `contact_not_found`, `version_mismatch`, `unavailable`, and what `writeOver` throws.
 */
export async function changeContact(
  { tenantId, contactId, actor, requestId, ifMatch }: AskedFor,
  writeOver: (seen: ContactItem, write: Write) => Promise<Outcome>,
  first?: Outcome,
): Promise<ContactItem> {
  let outcome = first ?? { found: await findContact(tenantId, contactId) };
  return contend(async () => {
    if ('written' in outcome) return outcome.written;
    const seen = outcome.found && (await survivorOf(asContactItem(outcome.found)));
    if (seen === undefined) throw contactNotFound();
    // The reply was lost and the SDK asked again: it was us, and it is done.
    if (seen.writeId === requestId) return seen;
    if (ifMatch && !ifMatch.includes(seen.version)) throw versionMismatch(seen.version);
    outcome = await writeOver(seen, { tenantId, contactId: seen.contactId, actor, requestId });
    return 'written' in outcome ? outcome.written : undefined;
  });
}

const survivorOf = async (item: ContactItem): Promise<ContactItem | undefined> =>
  item.mergedInto === undefined ? item : findSurvivor(item.tenantId, item.mergedInto);

const versionMismatch = (version: number): ContactError =>
  new ContactError('version_mismatch', `The contact has changed since; its etag is "${version}" now`, { version });
