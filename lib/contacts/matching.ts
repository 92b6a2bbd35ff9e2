import type { CrmRecord } from '../../schemas/crmRecord.ts';
import { readCaller } from './addresses/caller.ts';
import { emailSpellings, type Mailbox, readEmail } from './addresses/email.ts';
import { splitMailAddress } from './addresses/mailAddress.ts';
import { phoneKey, phoneSpellings } from './addresses/phone.ts';
import { callingCodeOf } from './addresses/phoneText.ts';
import { plainText } from './addresses/plainText.ts';
import type { FieldValues } from './fieldValues.ts';
import { findIdentityKey, type IdentityField, identityKey } from './identities.ts';
import type { LookupAddresses } from './lookupAddresses.ts';

/** An address of a contact, as the contact has it. */
export type Address = { readonly by: IdentityField; readonly value: string };

/** The address that was looked up, and the country whose national numbers the CRM has. */
export type Evidence = Address & { readonly defaultCountry?: string | undefined };

/** What the matches of a lookup mean: one record is a match; among several, a person chooses. */
export type MatchOutcome =
  | { readonly outcome: 'match'; readonly record: CrmRecord }
  | { readonly outcome: 'ambiguous'; readonly candidates: readonly CrmRecord[] }
  | { readonly outcome: 'nobody' };

/** All spellings of an address under which a CRM may have it. */
export const spellingsOf = (by: IdentityField, value: string): string[] =>
  by === 'email' ? emailSpellings(value) : phoneSpellings(value);

const maxCandidates = 10;

/**
 * The records that have the looked-up address, after both are normalised; nothing else about a record is evidence. Each
 * `externalRef` appears once.
 */
export function matching(records: readonly CrmRecord[], evidence: Evidence): CrmRecord[] {
  const isOurs = addressMatcher(evidence);
  const matches = records.filter(({ emails, phones }) => (evidence.by === 'email' ? emails : phones).some(isOurs));
  return [...new Map(matches.map((record) => [record.externalRef, record])).values()];
}

/** Whether a record has at least one of these addresses, after all are normalised. */
export const hasAddress = (record: CrmRecord, addresses: readonly Address[], defaultCountry?: string): boolean =>
  addresses.some((each) => matching([record], { ...each, defaultCountry }).length > 0);

/**
 * Decides what the matches of one lookup mean; each has another `externalRef`. There are at most 10 candidates. A
 * single match in a truncated result is a candidate, because it may not be the only one.
 */
export function outcomeOf(matches: readonly CrmRecord[], isTruncated = false): MatchOutcome {
  const [record, ...others] = matches;
  if (record === undefined) return { outcome: 'nobody' };
  if (others.length === 0 && !isTruncated) return { outcome: 'match', record };
  return { outcome: 'ambiguous', candidates: matches.slice(0, maxCandidates) };
}

function addressMatcher({ by, value, defaultCountry }: Evidence): (theirs: string) => boolean {
  const ours = identityKey(by, value);
  if (by === 'email') return (theirs) => emailIn(theirs)?.key === ours;
  // Unless the tenant states a country, a national number may be one of our number's country.
  const code = callingCodeOf(defaultCountry ?? value);
  const prefixes = ['', ...(defaultCountry === undefined ? ['+'] : []), ...(code === undefined ? [] : [`+${code}`])];
  return (theirs) => {
    const text = numberIn(theirs);
    const numbers = prefixes.map((prefix) => phoneIn(`${prefix}${text}`, defaultCountry));
    return numbers.some((number) => number !== undefined && phoneKey(number) === ours);
  };
}

const emailIn = (text: string): Mailbox | undefined => readEmail(splitMailAddress(plainText(text)).address);

/** A number with an extension is another desk than the number without it. */
function phoneIn(text: string, defaultCountry?: string): string | undefined {
  const caller = readCaller(text, defaultCountry);
  return 'phone' in caller ? caller.phone : undefined;
}

/** Without the words that people write around a number, as in `Mobil: 0151 12345678 (privat)`. */
const numberIn = (text: string): string =>
  plainText(text)
    .replace(/^[^+(\p{Nd}]*:\s*/u, '')
    .replace(/[\s(]+\p{L}[^\p{Nd}]*$/u, '');

/** Whether a number names its country. */
const isInternational = (text: string): boolean => /^\s*(?:\+|00)/.test(text);

/**
 * The values that a record gives a contact. If the record has the contact's own email, that is the email, as the
 * contact has it; otherwise it is the record's first valid one. The same holds for the phone. If the record has a name,
 * a part that it lacks is `null`. Values that a contact cannot hold are left out.
 */
export function valuesOfRecord(record: CrmRecord, own: LookupAddresses, defaultCountry?: string): FieldValues {
  const { firstName, lastName, companyName, phones } = record;
  const name = { firstName: fitting(firstName), lastName: fitting(lastName) };
  const [email] = emailsOfRecord(record, own.email);
  const readable = phones.map(numberIn).filter((text) => defaultCountry !== undefined || isInternational(text));
  const isOwn = own.phone !== null && hasAddress(record, [{ by: 'phone', value: own.phone }], defaultCountry);
  const phone = isOwn ? own.phone : readable.map((text) => phoneIn(text, defaultCountry)).find(isFound);
  const company = fitting(companyName);
  return {
    ...((name.firstName !== null || name.lastName !== null) && name),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(company !== null && { companyName: company }),
  };
}

/**
 * The valid emails of a record, each mailbox once. If the contact's own is one of them, it comes first, as the contact
 * has it.
 */
export function emailsOfRecord({ emails }: CrmRecord, own: string | null): string[] {
  const mailboxes = emails.map(emailIn).filter((mailbox) => mailbox !== undefined);
  const ours = mailboxes.find(({ key }) => own !== null && key === findIdentityKey('email', own));
  const values = new Map(own !== null && ours ? [[ours.key, own]] : []);
  for (const { key, value } of mailboxes) if (!values.has(key)) values.set(key, value);
  return [...values.values()];
}

const isFound = (value: string | undefined): value is string => value !== undefined;

/** The text, if a contact can hold it: 1 to 200 characters, no NUL, no lone surrogate. */
const fitting = (text: string | null): string | null =>
  text !== null && /^[^\0\ud800-\udfff]{1,200}$/u.test(text) ? text : null;
