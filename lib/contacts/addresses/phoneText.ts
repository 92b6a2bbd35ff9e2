import {
  type CountryCode,
  getCountryCallingCode,
  isPossiblePhoneNumber,
  isSupportedCountry,
  type PhoneNumber,
  parseIncompletePhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import * as formats from '../../../schemas/formats.ts';
import { dialable } from './phone.ts';

/** A phone number in E.164, as it can be dialled, and the extension behind it. */
export type Phone = { readonly number: string; readonly extension?: string };

/**
 * Reads a phone number as people and machines write it: with separators, `(0)`, `00`, an extension, digits of any
 * script. Undefined for what is no number, and for one that no numbering plan contains: its country code or its length
 * does not exist (libphonenumber's "possible").
 *
 * A number without a plus sign or `00` is one of `country` (ISO 3166-1) if it is written as people there write their
 * own, or if it is valid there and nowhere else. Otherwise it is an international one from eight digits on; fewer are a
 * short code, although `+491234` is possible.
 */
export function readPhone(written: string, country?: string): Phone | undefined {
  // Wide digits and plus signs, as in Japanese text, are the narrow ones.
  const text = written.normalize('NFKC');
  // A URI or its parameters. What libphonenumber-js makes of `phone-context` depends on its earlier calls.
  if (/[:;=@]/.test(text)) return undefined;
  const dialled = parseIncompletePhoneNumber(text);
  if (dialled.startsWith('+')) return international(text);
  if (dialled.startsWith('00')) return international(text.replace(/^\D*0\D*0/, '+'));
  const own = national(text, country);
  if (own && digitsOf(own.formatNational()) === dialled) return phoneOf(own);
  const abroad = dialled.length < 8 ? undefined : parsed(`+${text}`);
  if (abroad?.isValid()) return phoneOf(abroad);
  return own ? phoneOf(own) : abroad && phoneOf(abroad);
}

const international = (text: string): Phone | undefined => {
  const found = parsed(text);
  return found && phoneOf(found);
};

/** `extract: false` reads the whole text or nothing: `Taxi 123456` is no number. */
const parsed = (text: string): PhoneNumber | undefined => parsePhoneNumberFromString(text, { extract: false });

function national(text: string, country?: string): PhoneNumber | undefined {
  if (!isCountry(country)) return undefined;
  const found = parsePhoneNumberFromString(text, { extract: false, defaultCountry: country });
  return found && parsed(dialable(found.number))?.isValid() ? found : undefined;
}

const isCountry = (country: string | undefined): country is CountryCode =>
  country !== undefined && isSupportedCountry(country as CountryCode);

/** The calling code of a country (ISO 3166-1), or of a number in E.164; undefined where there is none. */
export const callingCodeOf = (text: string): string | undefined =>
  isCountry(text) ? getCountryCallingCode(text) : parsed(text)?.countryCallingCode;

const digitsOf = (text: string): string => text.replace(/\D/g, '');

function phoneOf({ number, ext }: PhoneNumber): Phone | undefined {
  const e164 = dialable(number);
  if (!formats.e164.validate(e164) || !isPossiblePhoneNumber(e164)) return undefined;
  return { number: e164, ...(ext && { extension: ext }) };
}
