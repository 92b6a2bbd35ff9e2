import type { ContactInput } from '../../../schemas/contact.ts';
import { callerSource } from '../actors.ts';
import { type Author, assertOn, type Decision, type TakenFields } from '../change.ts';
import type { StoredContact } from '../contact.ts';
import { assertedBy, isAsserted, requireClearable, toFieldValues } from '../fieldValues.ts';
import type { NameOrder } from '../names/order.ts';

/**
 * Decides what a caller's input changes. `unchanged` where the source that the caller writes asserts all of it already.
 * The owners of addresses that are `taken` keep them. Throws `invalid` and `forbidden`.
 */
export function updateContact(
  contact: StoredContact,
  input: ContactInput,
  author: Author,
  taken: TakenFields = new Map(),
  order?: NameOrder,
): Decision {
  requireClearable(input, author.actor);
  const source = callerSource(author.actor);
  const assertions = assertedBy(author.actor, author.at, toFieldValues(input, { contact, source, order }));
  const change = assertOn(contact, source, assertions, author, { taken });
  const isKnown = isAsserted(assertions, contact.sources[source] ?? {}) && Object.keys(change.identities).length === 0;
  return isKnown ? 'unchanged' : change;
}
