import type { ContactInput } from '../../../schemas/contact.ts';
import { type Author, assertOn, type Decision } from '../change.ts';
import type { StoredContact } from '../contact.ts';
import { assertedBy, isAsserted, toFieldValues } from '../fieldValues.ts';
import { fold } from '../sources.ts';

/**
 * Decides what a person's input changes. `unchanged` where that person's source asserts all of it already. Throws
 * `invalid`.
 */
export function updateContact(contact: StoredContact, input: ContactInput, author: Author): Decision {
  const values = toFieldValues(input, fold(contact.sources));
  if (isAsserted(values, contact.sources.manual)) return 'unchanged';
  return assertOn(contact, 'manual', assertedBy(author.actor, author.at, values), author);
}
