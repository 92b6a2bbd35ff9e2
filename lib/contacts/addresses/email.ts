import { domainToASCII } from 'node:url';
import * as formats from '../../../schemas/formats.ts';
import { plainText } from './plainText.ts';

/** A mailbox: the address as it is shown, and the key of its claim. */
export type Mailbox = { readonly value: string; readonly key: string };

/**
 * Reads an email address, by the one definition that events, the API and CRMs share (`formats.email`); undefined for
 * every other text, and for a domain that cannot exist.
 *
 * The value is the text without characters that nobody sees, without a dot at its end, and without quotation marks
 * around a local part that needs none (RFC 5321, 4.1.2: both spellings are one mailbox). In the key, ASCII letters are
 * in lower case and the domain is in Punycode (UTS #46). Other letters of the local part stay as they are, because only
 * the mail server knows which are equal: `K` (U+212A) is not `k`. Dots and plus-tags are significant. gmail.com and
 * googlemail.com are one mailbox (support.google.com/mail/answer/10313).
 */
export function readEmail(text: string): Mailbox | undefined {
  const value = plainText(text)
    .replace(/\.$/, '')
    .replace(/^"([^"\\]*)"@/, '$1@');
  if (!formats.email.validate(value)) return undefined;
  const at = value.lastIndexOf('@');
  const domain = domainToASCII(value.slice(at + 1));
  if (domain === '') return undefined;
  const local = value.slice(0, at).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return { value, key: `email#${local}@${domain === 'googlemail.com' ? 'gmail.com' : domain}` };
}

/** The spellings of an email address under which a CRM may have it; its own comes first. */
export function emailSpellings(value: string): string[] {
  const [whole, local, google] = /^(.*)@g(oogle)?mail\.com$/is.exec(value) ?? [];
  return whole === undefined ? [value] : [value, `${local}@${google === undefined ? 'googlemail' : 'gmail'}.com`];
}
