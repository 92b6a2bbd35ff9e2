import type { ContactStatement } from '../../../schemas/contact.ts';
import { type Author, assertOn, type Decision } from '../change.ts';
import type { StoredContact } from '../contact.ts';
import { fold } from '../sources.ts';
import { assertedBy, isSaid, understand } from '../statements.ts';

/** Decides what a person's input changes. `unchanged` where that person's source asserts all of it already. Throws `invalid`. */
export function updateContact(contact: StoredContact, input: ContactStatement, author: Author): Decision {
  const values = understand(input, fold(contact.sources));
  if (isSaid(values, contact.sources.manual)) return 'unchanged';
  return assertOn(contact, 'manual', assertedBy(author.actor, author.at, values), author);
}
