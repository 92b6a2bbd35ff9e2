import type { StoredContact } from '../contact.ts';
import { allIdentities, fold } from '../fold.ts';
import { splitCompany } from '../search/legalForms.ts';
import { folded } from '../search/words.ts';
import { similarity } from './similarity.ts';
import { bits, type Comparison } from './weights.ts';

/** What contacts are compared by. Texts are folded: in lower case, without diacritics. */
export type Traits = {
  readonly firstName: string;
  readonly lastName: string;
  readonly companyName: string;
  readonly emails: readonly string[];
};

export function traitsOf(contact: StoredContact): Traits {
  const { firstName, lastName, companyName } = fold(contact);
  return {
    firstName: wordsOf(firstName ?? ''),
    lastName: wordsOf(lastName ?? ''),
    companyName: wordsOf(splitCompany(companyName ?? '').words),
    emails: Object.values(allIdentities(contact)).flatMap(({ kind, value }) =>
      kind === 'email' ? [folded(value)] : [],
    ),
  };
}

const wordsOf = (text: string): string =>
  folded(text)
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim();

/**
 * Compares two persons. The parts of a name may have changed places. A phone says nothing: many people share one, such
 * as that of a switchboard.
 */
export function compare(one: Traits, other: Traits): Comparison {
  const straight = compareNames([one.firstName, one.lastName], [other.firstName, other.lastName], false);
  const crossed = compareNames([one.firstName, one.lastName], [other.lastName, other.firstName], true);
  return {
    ...(straight.total >= crossed.total ? straight.levels : crossed.levels),
    email: compareEmails(one, other),
    companyName: compareTexts(one.companyName, other.companyName),
  };
}

type Name = readonly [string, string];

function compareNames(one: Name, other: Name, isTransposed: boolean) {
  const firstName = compareParts(one[0], other[0]);
  const lastName = compareParts(one[1], other[1]);
  const total = bits.name[firstName] + bits.name[lastName] + bits.transposed[`${isTransposed}`];
  return { levels: { firstName, lastName, isTransposed }, total };
}

/** A part of a name with more words is near one with some of them: `anna maria` and `anna`. */
function compareParts(one: string, other: string): Comparison['firstName'] {
  const level = compareTexts(one, other);
  if (level === 'equal' || level === 'near' || level === 'absent') return level;
  const [shorter = [], longer = []] = [one.split(' '), other.split(' ')].sort((a, b) => a.length - b.length);
  if (shorter.every((word) => longer.includes(word))) return 'near';
  return isInitialOf(one, other) || isInitialOf(other, one) ? 'similar' : level;
}

const isInitialOf = (initial: string, name: string): boolean => [...initial].length === 1 && name.startsWith(initial);

/** From which similarity on two texts are near, or similar. */
const [near, similar] = [0.88, 0.8];

function compareTexts(one: string, other: string): Comparison['companyName'] {
  if (one === '' || other === '') return 'absent';
  return levelOf(similarity(one, other));
}

function levelOf(value: number): 'equal' | 'near' | 'similar' | 'different' {
  if (value === 1) return 'equal';
  if (value >= near) return 'near';
  return value >= similar ? 'similar' : 'different';
}

/** The best of all pairs of addresses. */
function compareEmails(one: Traits, other: Traits): Comparison['email'] {
  const levels = one.emails.flatMap((a) => other.emails.map((b) => compareEmail(a, b, [one, other])));
  return levels.reduce<Comparison['email']>(
    (best, level) => (best === 'absent' || bits.email[level] > bits.email[best] ? level : best),
    'absent',
  );
}

function compareEmail(a: string, b: string, persons: readonly Traits[]): Comparison['email'] {
  if (a === b) return 'equal';
  const [[mailbox, domain], [other, otherDomain]] = [splitEmail(a), splitEmail(b)];
  if (mailbox === other) return saysMore(mailbox, persons) ? 'sameMailbox' : 'ownName';
  if (similarity(a, b) < near) return 'different';
  if (domain !== otherDomain) return 'near';
  // Colleagues have one domain, and mailboxes that are made of their names.
  if (similarity(mailbox, other) < near) return 'different';
  return saysMore(mailbox, persons) || saysMore(other, persons) ? 'near' : 'ownName';
}

function splitEmail(email: string): readonly [mailbox: string, domain: string] {
  const at = email.lastIndexOf('@');
  return [email.slice(0, at), email.slice(at)];
}

/** Whether a mailbox says more than the names of these persons: `anna.schmidt` and `aschmidt` do not. */
function saysMore(mailbox: string, persons: readonly Traits[]): boolean {
  const words = persons.flatMap(({ firstName, lastName }) => `${firstName} ${lastName}`.split(' '));
  const parts = [...new Set(['', ...words.flatMap((word) => [word, word.slice(0, 1)])])];
  const known = new Set(parts.flatMap((part) => parts.map((next) => part + next)));
  return !known.has(mailbox.replace(/[^\p{L}\p{N}]+/gu, ''));
}
