import type { StoredContact } from '../../contacts/contact.ts';
import { termsOf } from '../../contacts/search/terms.ts';
import { type DependentKind, historyOf, keys, otherAnswers, readPairKey } from '../table/keys.ts';
import { pairKeys } from './pairs.ts';

/**
 * Where items are in a tenant's partition: at these sort keys, or at all that begin with a prefix. `mirrors` are the
 * keys of items that go with one of them.
 */
export type Place =
  | { readonly keys: readonly string[] }
  | { readonly prefix: string; readonly mirrors?: (key: string) => readonly string[] };

/**
 * Returns, for each kind of item that depends on a contact, where the items of a contact are. Erasing a contact removes
 * them, and exporting it shows them. A kind of key with data of a person that is not here does not compile.
 *
 * A suggested duplicate is two items, one for each contact, and a place in a list: this finds the contact's own, which
 * names the other contact, and the rest as its mirrors. A response about two contacts is two items, too.
 */
export const dependentItems = {
  identity: ({ identities }) => ({ keys: Object.keys(identities).map(keys.identity) }),
  externalRef: ({ externalRef }) => ({ keys: externalRef === undefined ? [] : [keys.externalRef(externalRef)] }),
  resolution: ({ contactId }) => ({ keys: [keys.resolution(contactId)] }),
  duplicate: ({ contactId }) => {
    const prefix = keys.duplicate(contactId, '');
    return { prefix, mirrors: (key) => pairKeys(...readPairKey(key)).filter((each) => each !== key) };
  },
  answer: ({ contactId }) => ({ prefix: keys.answer(contactId, ''), mirrors: otherAnswers }),
  search: (contact) => ({ keys: [...termsOf(contact).words].map((word) => keys.search(word, contact.contactId)) }),
  history: ({ contactId }) => ({ prefix: historyOf(contactId) }),
} satisfies { readonly [K in DependentKind]: (contact: StoredContact) => Place };
