import type { StoredContact } from '../../contacts/contact.ts';
import { termsOf } from '../../contacts/search/terms.ts';
import { historyOf, keys } from '../table/keys.ts';

/** Where items are in a tenant's partition: at these sort keys, or at all that begin with a prefix. */
export type Place = { readonly keys: readonly string[] } | { readonly prefix: string };

type Kind = keyof typeof keys;

/**
 * The contact itself, what belongs to a tenant as a whole, deliveries, which have no values of a contact, and what goes
 * with the items of a pair (`pairKeys`).
 */
type IndependentKind = keyof Pick<
  typeof keys,
  'contact' | 'settings' | 'crm' | 'webhook' | 'webhookLock' | 'delivery' | 'suggestion'
>;

/**
 * Returns, for each kind of item that depends on a contact, where the items of a contact are. Merging, erasing and
 * exporting contacts will use this list. A kind of key that is neither here nor independent does not compile.
 *
 * A suggested duplicate is two items, one for each contact: this finds the contact's own, which names the other
 * contact.
 */
export const dependentItems = {
  identity: ({ identities }) => ({ keys: Object.keys(identities).map(keys.identity) }),
  externalRef: ({ externalRef }) => ({ keys: externalRef === undefined ? [] : [keys.externalRef(externalRef)] }),
  resolution: ({ contactId }) => ({ keys: [keys.resolution(contactId)] }),
  duplicate: ({ contactId }) => ({ prefix: keys.duplicate(contactId, '') }),
  search: (contact) => ({ keys: [...termsOf(contact).words].map((word) => keys.search(word, contact.contactId)) }),
  history: ({ contactId }) => ({ prefix: historyOf(contactId) }),
} satisfies { readonly [K in Exclude<Kind, IndependentKind>]: (contact: StoredContact) => Place };
