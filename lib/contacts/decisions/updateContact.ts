import type { ContactInput } from '../../../schemas/contact.ts';
import { callerSource } from '../actors.ts';
import { type Author, assertOn, type Decision } from '../change.ts';
import type { StoredContact } from '../contact.ts';
import { assertedBy, isAsserted, requireClearable, toFieldValues } from '../fieldValues.ts';
import { fold } from '../sources.ts';

/**
 * Decides what a caller's input changes. `unchanged` where the source that the caller writes asserts all of it already.
 * Throws `invalid` and `forbidden`.
 */
export function updateContact(contact: StoredContact, input: ContactInput, author: Author): Decision {
  requireClearable(input, author.actor);
  const values = toFieldValues(input, fold(contact.sources));
  const source = callerSource(author.actor);
  if (isAsserted(values, contact.sources[source] ?? {})) return 'unchanged';
  return assertOn(contact, source, assertedBy(author.actor, author.at, values), author);
}
