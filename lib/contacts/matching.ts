import { domainToASCII } from 'node:url';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { CrmRecord } from '../../schemas/crmRecord.ts';
import { formats } from '../../schemas/formats.ts';
import type { FieldValues } from './fieldValues.ts';
import { type IdentityField, identityKey } from './identities.ts';

/** The address that was looked up, as the contact has it. */
export type Evidence = { readonly by: IdentityField; readonly value: string };

/** What the matches of a lookup mean: one record is a match; among several, a person chooses. */
export type MatchOutcome =
  | { readonly outcome: 'match'; readonly record: CrmRecord }
  | { readonly outcome: 'ambiguous'; readonly candidates: readonly CrmRecord[] }
  | { readonly outcome: 'nobody' };

const maxCandidates = 10;

/**
 * The records that have the looked-up address, after both are normalised; nothing else about a record is evidence. Each
 * `externalRef` appears once, and those in `refused` do not appear.
 */
export function matching(
  records: readonly CrmRecord[],
  evidence: Evidence,
  refused: ReadonlySet<string> = new Set(),
): CrmRecord[] {
  const isOurs = addressMatcher(evidence);
  const matches = records.filter(({ externalRef, emails, phones }) => {
    const theirs = evidence.by === 'email' ? emails : phones;
    return !refused.has(externalRef) && theirs.some(isOurs);
  });
  return [...new Map(matches.map((record) => [record.externalRef, record])).values()];
}

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

function addressMatcher({ by, value }: Evidence): (theirs: string) => boolean {
  if (by === 'email') {
    const ours = identityKey('email', value);
    return (theirs) => isEmail(theirs) && identityKey('email', theirs) === ours;
  }
  const own = parsePhoneNumberFromString(value);
  // Without the plus sign the same digits would be read as a national number.
  return (theirs) => `+${theirs.trim()}` === value || phoneOf(theirs, own) === value;
}

/** Not every text in the form of an address has a domain that can exist. */
const isEmail = (text: string): boolean =>
  formats.email.pattern.test(text) && domainToASCII(text.slice(text.lastIndexOf('@') + 1)) !== '';

type Home = ReturnType<typeof parsePhoneNumberFromString>;

/**
 * Reads a national number as one of `home`'s country. A number with an extension is another desk than the number
 * without it.
 */
function phoneOf(text: string, home?: Home): string | undefined {
  const options = home?.country
    ? { defaultCountry: home.country }
    : { ...(home && { defaultCallingCode: home.countryCallingCode }) };
  const phone = parsePhoneNumberFromString(text, options);
  return phone && !phone.ext && formats.e164.pattern.test(phone.number) ? phone.number : undefined;
}

/**
 * The values that a record gives a contact: the looked-up address as the contact has it, and the first valid address of
 * the other kind. If the record has a name, both parts count, because a one-word name is complete. Values that a
 * contact cannot hold are left out.
 */
export function valuesOfRecord(
  { firstName, lastName, companyName, emails, phones }: CrmRecord,
  { by, value }: Evidence,
): FieldValues {
  const name = { firstName: fitting(firstName), lastName: fitting(lastName) };
  const email = by === 'email' ? value : emails.find(isEmail);
  const phone = by === 'phone' ? value : phones.map((text) => phoneOf(text)).find((found) => found !== undefined);
  const company = fitting(companyName);
  return {
    ...((name.firstName !== null || name.lastName !== null) && name),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(company !== null && { companyName: company }),
  };
}

/** The text, if a contact can hold it: 1 to 200 characters, no NUL, no lone surrogate. */
const fitting = (text: string | null): string | null =>
  text !== null && /^[^\0\ud800-\udfff]{1,200}$/u.test(text) ? text : null;
