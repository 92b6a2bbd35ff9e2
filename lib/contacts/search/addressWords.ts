import { domainToUnicode } from 'node:url';
import { dialable } from '../addresses/phone.ts';
import type { Identity } from '../identities.ts';
import { plainDigits } from './letterForms.ts';
import { cut, folded, reversed, wordsIn } from './words.ts';

/** What marks a word that is stored from its end, so that its end is found; no other word begins so. */
export const backward = (word: string): string => `~${reversed(word)}`;

/** The words that find an address. */
export function addressWords({ kind, value }: Identity): string[] {
  if (kind === 'phone') return phoneWords(value);
  if (kind === 'email') return emailWords(value);
  return folded(value.replace(scheme, '')).split(/\s+/).map(readable).filter(Boolean);
}

/** An address without what no query begins with, such as the `@` of a name in a chat. */
const readable = (address: string): string => cut(address.replace(/^[^\p{L}\p{N}]+/u, ''));

/**
 * An email, its domain, and their further parts: `anna.maria@mail.acme-customer.de` -> itself, `maria`,
 * `mail.acme-customer.de`, `acme-customer.de`, `customer`. Each begins with its first part, so that needs no word.
 */
function emailWords(email: string): string[] {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  const labels = folded(domainToUnicode(domain) || domain).split('.');
  const names = labels.slice(0, labels.length - suffixLength(labels));
  return [
    ...withParts(`${folded(email.slice(0, at))}@${labels.join('.')}`, email.slice(0, at)),
    ...names.flatMap((name, i) => withParts(labels.slice(i).join('.'), name)),
  ];
}

/** An address, and those words of a part of it with which it does not begin. */
function withParts(address: string, part: string): string[] {
  const whole = readable(address);
  return [whole, ...wordsIn(part).filter((word) => !whole.startsWith(word))];
}

/** Labels under which many countries register names: `co` in `co.uk`. */
const registries = new Set(
  (
    'ac adv asn asso biz co com coop ed edu firm gc gen gob gok gos gouv gov govt go gr gub gv id in ind info int k12 lg ltd ' +
    'me med mil muni name ne net nhs nic nom or org plc police pp pro pub res sch tm web'
  ).split(' '),
);

/**
 * How many labels at the end of a domain are its public suffix: two below the domain of a country, for what most
 * registries use. The list of all suffixes would be larger than the function that searches.
 */
export function suffixLength(labels: readonly string[]): number {
  const [country = '', registry = ''] = labels.toReversed();
  return labels.length > 2 && country.length === 2 && registries.has(registry) ? 2 : 1;
}

/** A country's calling code at the beginning of a number (ITU-T E.164, list of 2016). */
const callingCode = /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;

/** A number as it is dialled from abroad, from within its country without the zero, and from its end. */
function phoneWords(e164: string): string[] {
  const digits = e164.slice(1);
  const national = digits.replace(callingCode, '').replace(/^0+/, '');
  return [digits, ...(national ? [national] : []), backward(digits)];
}

/** What stands before an address in a link. */
const scheme = /(?<!\S)(?:tel|sips?|mailto):/gi;

/**
 * Words of a query that are a phone number together, without its extension: `+49 151 1234`, `(030) 123-45 ext. 6`. A
 * Japanese keyboard writes a long vowel for a dash.
 */
const phone = /(?<!\S)((?:\+\s?\(?|00|\()?\d[\d\s()./\p{Pd}−ー]*)(?:(?:ext\.?|;ext=|x)\s?\d+)?(?!\S)/giu;

/** The text of a query without phone numbers, and the phone numbers. A single short number is a word. */
export function extractPhones(query: string): { readonly text: string; readonly phones: readonly string[] } {
  const phones: string[] = [];
  const text = plainDigits(query)
    .replace(scheme, '')
    .replace(phone, (found, number: string) => {
      const digits = digitsOf(number);
      const isInWords = /\s/.test(number.trim()) || number !== found;
      if (digits === '' || (isInWords && digits.length < 5 && !/^(?:\+|00)/.test(number))) return found;
      phones.push(number);
      return ' ';
    });
  return { text, phones };
}

/** The digits of a number, without the zero that is dialled within the country only. */
const digitsOf = (written: string): string => written.replace('(0)', '').replace(/\D/g, '');

/** Countries in which a number begins, when it is dialled within the country, with more or something else than a zero. */
const withTrunkPrefix = ['7', '36', '52'];

/**
 * The beginnings of words that a phone number in a query stands for: of a number with `+` or `00`, of one without its
 * country code, of those that are dialled so within a country, and, from three digits on, of one that ends so.
 */
export function phoneBeginnings(written: string): [string, ...string[]] {
  const digits = digitsOf(written);
  if (/^\s*\+/.test(written)) return [dialable(`+${digits}`).slice(1)];
  if (/^00[1-9]\d{2}/.test(digits)) return [dialable(`+${digits.slice(2)}`).slice(1)];
  const [national, end] = [digits.replace(/^0+(?=\d)/, ''), digits.length < 3 ? [] : [backward(digits)]];
  const trunk = withTrunkPrefix
    .map((country) => `+${country}${digits}`)
    .filter((number) => dialable(number) !== number)
    .map((number) => dialable(number).slice(1));
  return [national, ...(national === digits ? [] : [digits]), ...end, ...trunk];
}
