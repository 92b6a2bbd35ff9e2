import type { StoredContact } from '../contact.ts';
import { allIdentities, fold } from '../fold.ts';
import { addressWords, backward } from './addressWords.ts';
import { splitCompany } from './legalForms.ts';
import { wordsIn } from './words.ts';

/** What finds a contact. */
export type Terms = {
  /** Words of name, company and addresses; those from their end begin with `~`. */
  readonly words: ReadonlySet<string>;
  /** Legal forms of the company, which count beside a word only. */
  readonly legalForms: readonly string[];
};

/** The words of a text that find a contact: a longer text would be a list of keywords. */
const maxWords = 40;

/** From how many letters on a word is also found from its end: one letter may be missing from a word of five. */
const longWord = 4;

/** The terms of a contact, as callers see it, and of all its addresses. One that was merged has none. */
export function termsOf(contact: StoredContact): Terms {
  if (contact.mergedInto !== undefined) return { words: new Set(), legalForms: [] };
  const { firstName, lastName, companyName } = fold(contact);
  const company = splitCompany(companyName ?? '');
  // Who writes names without spaces writes the surname first.
  const name = [lastName, firstName].filter((part) => part !== null).join(' ');
  const names = [name, company.words].flatMap((text) => wordsIn(text).slice(0, maxWords));
  const addresses = Object.values(allIdentities(contact)).flatMap(addressWords);
  const ends = names.filter((word) => [...word].length >= longWord).map(backward);
  return { words: new Set([...names, ...ends, ...addresses]), legalForms: company.legalForms };
}
