import { assertOn, type Decision, type TakenFields } from '../change.ts';
import type { StoredContact } from '../contact.ts';
import { withFacts } from '../facts.ts';
import { asShown, type FieldValues } from '../fieldValues.ts';
import { ignoredBy } from '../identityChanges.ts';

/** Facts that a conversation revealed, when it was observed (epoch milliseconds), and the event that reports it. */
export type Enrichment = { readonly facts: FieldValues; readonly observedAt: number; readonly by: string };

/**
 * Decides what facts from a conversation change. Addresses that are `taken` do not become the contact's. `unchanged`
 * where the facts are known, or older than what is known. Throws `invalid` for an email whose domain cannot exist.
 */
export function enrichContact(
  contact: StoredContact,
  { facts, observedAt, by }: Enrichment,
  taken: TakenFields,
  now: number,
): Decision {
  const { conversation: known = {} } = contact.sources;
  const conversation = withFacts(known, asShown(facts), observedAt, by);
  if (conversation === known) return 'unchanged';
  const { email, phone } = conversation;
  const news = { ...(email !== known.email && { email }), ...(phone !== known.phone && { phone }) };
  const change = assertOn(contact, 'conversation', news, { actor: by, at: now }, { taken });
  const ignored = ignoredBy(contact, 'conversation', news, { taken });
  return { ...change, sources: { conversation }, observedAt, ...(ignored > 0 && { ignored }) };
}
