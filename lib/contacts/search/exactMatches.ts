import * as formats from '../../../schemas/formats.ts';
import type { StoredContact } from '../contact.ts';
import { allIdentities } from '../fold.ts';
import { findIdentityKey } from '../identities.ts';
import { includes, partsOf } from '../parts.ts';
import { extractPhones, phoneBeginnings } from './addressWords.ts';

/** What a whole query may be: the id of a contact, an address, by its key, or the id of a record in the CRM. */
export type Exact = {
  readonly contactId?: string;
  readonly identityKeys: readonly string[];
  readonly externalRef: string;
};

/** Reads a query as one of these; a phone number has its country code. */
export function readExact(query: string): Exact {
  const text = query.trim();
  const email = findIdentityKey('email', text);
  const phone = readNumber(text);
  return {
    ...(formats.uuid.validate(text) && { contactId: text.toLowerCase() }),
    identityKeys: [email, phone].filter((key) => key !== undefined),
    externalRef: text,
  };
}

function readNumber(text: string): string | undefined {
  const { text: others, phones } = extractPhones(text);
  const [number = ''] = phones;
  const e164 = `+${phoneBeginnings(number)[0]}`;
  const isNumber =
    phones.length === 1 && /^(?:\+|00)/.test(number) && others.trim() === '' && formats.e164.validate(e164);
  return isNumber ? findIdentityKey('phone', e164) : undefined;
}

/** Whether a contact is what a query names. */
export const isExact = ({ contactId, identityKeys, externalRef }: Exact, contact: StoredContact): boolean =>
  (contactId !== undefined && includes(contact, contactId)) ||
  partsOf(contact).some((part) => part.externalRef === externalRef) ||
  identityKeys.some((key) => Object.hasOwn(allIdentities(contact), key));
