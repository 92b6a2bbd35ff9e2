import type { Author, ContactChange } from '../change.ts';
import type { StoredContact } from '../contact.ts';
import { isProven } from '../identities.ts';

/**
 * Decides what a contact loses to another one that proves these addresses: those that are only reported for it. The two
 * may be one person.
 */
export function yieldIdentities(
  contact: StoredContact,
  { otherId, keys }: { readonly otherId: string; readonly keys: readonly string[] },
  author: Author,
): ContactChange | undefined {
  const lost = keys.filter((key) => {
    const identity = Object.hasOwn(contact.identities, key) ? contact.identities[key] : undefined;
    return identity !== undefined && !isProven(identity);
  });
  const [key] = lost;
  if (key === undefined) return undefined;
  const reason = { field: contact.identities[key]?.kind ?? '', key, at: author.at, by: author.actor };
  return {
    ...author,
    contact,
    identities: Object.fromEntries(lost.map((each) => [each, null])),
    suggestions: [{ otherId, reason, weight: 'strong' }],
  };
}
