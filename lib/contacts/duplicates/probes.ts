import { isMistypable } from '../search/query.ts';
import { wordsIn } from '../search/words.ts';
import type { Traits } from './compare.ts';
import { bits } from './weights.ts';

/**
 * Words that search for the duplicates of a contact, and what it says that another contact has one of them, in bits.
 */
export type Probe = {
  /** The beginning of a word, or, where `isWhole`, a word. */
  readonly text: string;
  readonly isWhole: boolean;
  /** Whether the word may be mistyped in one of the two. */
  readonly isMistypable: boolean;
  readonly bits: number;
};

/** How many words of each part of a name, and how many emails, search for duplicates. */
const [maxWords, maxEmails] = [2, 3];

/**
 * What finds the contacts that a contact is compared with. A company alone finds nobody worth the comparison, but tells
 * which of many people of one name come first.
 */
export function probesOf({ firstName, lastName, companyName, emails }: Traits): Probe[] {
  const names = [firstName, lastName].flatMap((part) => longest(part, maxWords));
  return [
    ...[...new Set(names)].map((word) => ({
      text: word,
      isWhole: true,
      isMistypable: isMistypable(word),
      bits: bits.name.equal,
    })),
    ...longest(companyName, 1).map((word) => ({
      text: word,
      isWhole: true,
      isMistypable: false,
      bits: bits.company.equal,
    })),
    ...[...new Set(emails.map((email) => email.slice(0, email.lastIndexOf('@') + 1)))]
      .slice(0, maxEmails)
      .map((text) => ({
        text,
        isWhole: false,
        isMistypable: false,
        bits: bits.email.sameMailbox,
      })),
  ];
}

const longest = (text: string, count: number): string[] =>
  [...new Set(wordsIn(text))].toSorted((a, b) => b.length - a.length).slice(0, count);
