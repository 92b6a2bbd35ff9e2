import type { ContactInput } from '../../../schemas/contact.ts';
import { callerSource } from '../actors.ts';
import { type Author, assertOn, type Decision, type TakenFields } from '../change.ts';
import type { StoredContact } from '../contact.ts';
import { assertedBy, isAsserted, requireClearable, toFieldValues } from '../fieldValues.ts';
import { fold } from '../sources.ts';

/**
 * Decides what a caller's input changes. `unchanged` where the source that the caller writes asserts all of it already.
 * The owners of addresses that are `taken` keep them. Throws `invalid` and `forbidden`.
 */
export function updateContact(
  contact: StoredContact,
  input: ContactInput,
  author: Author,
  taken: TakenFields = new Map(),
): Decision {
  requireClearable(input, author.actor);
  const values = toFieldValues(input, fold(contact));
  const source = callerSource(author.actor);
  const change = assertOn(contact, source, assertedBy(author.actor, author.at, values), author, { taken });
  const isKnown = isAsserted(values, contact.sources[source] ?? {}) && Object.keys(change.identities).length === 0;
  return isKnown ? 'unchanged' : change;
}
