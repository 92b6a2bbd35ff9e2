import { extractPhones, phoneBeginnings } from './addressWords.ts';
import { isLegalForm, joinLegalForms } from './legalForms.ts';
import { isOneEdit } from './oneEdit.ts';
import type { Terms } from './terms.ts';
import { cut, folded, wordsOfQuery } from './words.ts';

/**
 * A word of a query: a contact has it if, for one of these lists, words of the contact begin with all texts in it.
 * `acme.de` is a list of itself, and one of `acme` and `de`.
 */
export type QueryWord = readonly (readonly [string, ...string[]])[];

/** The words of a query, each once; an email and a phone number are one word. */
export function readQuery(query: string): QueryWord[] {
  const { text, phones } = extractPhones(query);
  const words = [
    ...phones.map((phone) => phoneBeginnings(phone).map((beginning) => [beginning] as const)),
    ...folded(joinLegalForms(text)).split(/\s+/).flatMap(readWord),
  ];
  return [...new Map(words.map((word) => [JSON.stringify(word), word])).values()];
}

function readWord(written: string): QueryWord[] {
  const whole = cut(written.replace(/^[^\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+$/gu, ''));
  const [first, ...others] = wordsOfQuery(whole);
  if (first === undefined) return [];
  if (whole.includes('@')) return [[[whole]]];
  const form = whole.replace(/[./]/g, '');
  if (isLegalForm(form)) return [[[form]]];
  if (!/[^\p{L}\p{M}\p{N}]/u.test(whole)) return [first, ...others].map((word) => [[word]]);
  return [[[whole], [first, ...others]]];
}

const begin = (words: Iterable<string>, text: string): boolean => {
  for (const word of words) if (word.startsWith(text)) return true;
  return false;
};

const hasWord = (word: QueryWord, words: Iterable<string>, legalForms: readonly string[] = []): boolean =>
  word.some((texts) => texts.every((text) => begin(words, text) || legalForms.includes(text)));

/** Whether a contact with these terms has all words of a query, at least one of which is no legal form. */
export const matches = (query: readonly QueryWord[], { words, legalForms }: Terms): boolean =>
  query.some((word) => hasWord(word, words)) && query.every((word) => hasWord(word, words, legalForms));

/** Whether a contact has all words of a query as whole words, so that none of them is a typing error. */
export const matchesWholly = (query: readonly QueryWord[], { words }: Terms): boolean =>
  query.every((word) => word.some((texts) => texts.every((text) => words.has(text))));

/** Whether a contact has all words of a query, if each long text may have one typing error, but not as they are. */
export function matchesNearly(query: readonly QueryWord[], terms: Terms): boolean {
  const has = (text: string): boolean =>
    begin(terms.words, text) ||
    terms.legalForms.includes(text) ||
    (isMistypable(text) && [...terms.words].some((other) => isOneEdit(text, other)));
  return !matches(query, terms) && query.every((word) => word.some((texts) => texts.every(has)));
}

/** Whether a text may have a typing error: it has five letters or more. */
export const isMistypable = (text: string): boolean => [...text].length >= 5 && /\p{L}/u.test(text);

/** The longest text of each list of a word of a query, one of which begins, or nearly is, a word of what it finds. */
export const longestTexts = (word: QueryWord): string[] =>
  word.map((texts) => texts.toSorted((a, b) => b.length - a.length)[0] ?? '');

/** The beginnings of words by which a word of a query is looked up: its longest texts that begin with no other one. */
export function beginningsOf(word: QueryWord): string[] {
  const longest = longestTexts(word);
  return longest.filter((text) => !longest.some((other) => other !== text && text.startsWith(other)));
}

/**
 * The words by which a query can be looked up, the longest three at most: without legal forms, unless all may be some,
 * because no contact is found by its legal form.
 */
export function lookupWords(query: readonly QueryWord[]): QueryWord[] {
  const others = query.filter((word) => !word.every((texts) => texts.every(isLegalForm)));
  const length = (word: QueryWord) => Math.max(...beginningsOf(word).map((text) => text.length));
  return (others.length > 0 ? others : [...query]).toSorted((a, b) => length(b) - length(a)).slice(0, 3);
}
