import { domainToASCII } from 'node:url';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { CrmRecord } from '../../schemas/crmRecord.ts';
import { formats } from '../../schemas/formats.ts';
import type { FieldValues } from './fieldValues.ts';
import { type IdentityField, identityKey } from './identities.ts';

/** The address of a contact that was looked up, as the contact has it. */
export type Evidence = { readonly by: IdentityField; readonly value: string };

/** What matches mean: one is the person, among several a person chooses, and none is an answer too. */
export type Decision =
  | { readonly outcome: 'match'; readonly record: CrmRecord }
  | { readonly outcome: 'ambiguous'; readonly candidates: readonly CrmRecord[] }
  | { readonly outcome: 'nobody' };

const mostCandidates = 10;

/**
 * The records that hold the address which was looked up, once both are written alike; nothing else about them is evidence.
 * Each `externalRef` comes once, and those that are `refused` not at all.
 */
export function matching(
  records: readonly CrmRecord[],
  evidence: Evidence,
  refused: ReadonlySet<string> = new Set(),
): CrmRecord[] {
  const isOurs = likenessTo(evidence);
  const matches = records.filter(({ externalRef, emails, phones }) => {
    const theirs = evidence.by === 'email' ? emails : phones;
    return !refused.has(externalRef) && theirs.some(isOurs);
  });
  return [...new Map(matches.map((record) => [record.externalRef, record])).values()];
}

/**
 * Decides what the matches of one lookup, each with its own `externalRef`, mean. Candidates are at most 10. One match of an
 * answer that is cut off may not be the only one.
 */
export function decide(matches: readonly CrmRecord[], isTruncated = false): Decision {
  const [record, ...others] = matches;
  if (record === undefined) return { outcome: 'nobody' };
  if (others.length === 0 && !isTruncated) return { outcome: 'match', record };
  return { outcome: 'ambiguous', candidates: matches.slice(0, mostCandidates) };
}

function likenessTo({ by, value }: Evidence): (theirs: string) => boolean {
  if (by === 'email') {
    const ours = identityKey('email', value);
    return (theirs) => isEmail(theirs) && identityKey('email', theirs) === ours;
  }
  const own = parsePhoneNumberFromString(value);
  // Without the plus sign the same digits would be read as a national number.
  return (theirs) => `+${theirs.trim()}` === value || phoneOf(theirs, own) === value;
}

/** Not every text that looks like an address has a domain that there can be. */
const isEmail = (text: string): boolean =>
  formats.email.pattern.test(text) && domainToASCII(text.slice(text.lastIndexOf('@') + 1)) !== '';

type Home = ReturnType<typeof parsePhoneNumberFromString>;

/** A national number is read as one of `home`'s country. An extension is somebody else's desk than the number without it. */
function phoneOf(text: string, home?: Home): string | undefined {
  const options = home?.country
    ? { defaultCountry: home.country }
    : { ...(home && { defaultCallingCode: home.countryCallingCode }) };
  const phone = parsePhoneNumberFromString(text, options);
  return phone && !phone.ext && formats.e164.pattern.test(phone.number) ? phone.number : undefined;
}

/**
 * What the CRM says of a person by a record: the address that was looked up as the contact has it, of the other kind the
 * first that is one. Where it has a name, both parts, because a name in one word is no name with a part unspecified. What does
 * not fit a contact is left out.
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

/** As the schema of a contact has it: 1 to 200 characters, no NUL, no half of a surrogate pair. */
const fitting = (text: string | null): string | null =>
  text !== null && /^[^\0\ud800-\udfff]{1,200}$/u.test(text) ? text : null;
