import type { WithdrawableField } from '../../../schemas/api/withdrawField.ts';
import type { Author } from '../../contacts/change.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { withdrawField as decide } from '../../contacts/decisions/withdrawField.ts';
import { changeByMachine } from './changeByMachine.ts';
import { type ChangeRequest, requireVersion } from './changeContact.ts';
import { contactNotFound } from './getContact.ts';

/**
 * Withdraws what people stated about a field, and returns the contact. An address of a machine that another contact
 * owns by now stays there, and the two may be suggested as duplicates. Throws `contact_not_found`, `version_mismatch`,
 * `forbidden` and `unavailable`.
 */
export async function withdrawField(
  { ifMatch, ...request }: ChangeRequest,
  field: WithdrawableField,
  author: Author,
): Promise<StoredContact> {
  const result = await changeByMachine(
    { ...request, inParts: false, by: author.actor, at: author.at },
    (contact, taken) => {
      requireVersion(contact, ifMatch);
      return decide(contact, field, author, taken);
    },
  );
  if ('contact' in result) return result.contact;
  if ('gone' in result) throw contactNotFound();
  throw new Error(`The decision of a caller must not depend on what becomes stale (${result.stale})`);
}
