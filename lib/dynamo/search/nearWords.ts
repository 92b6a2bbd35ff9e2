import { backward } from '../../contacts/search/addressWords.ts';
import { intactParts, isOneEdit } from '../../contacts/search/oneEdit.ts';
import { isMistypable, longestTexts, type QueryWord } from '../../contacts/search/query.ts';
import { reversed } from '../../contacts/search/words.ts';
import { searchRange, wordRange } from '../table/keys.ts';
import { behind, listPostings } from './postings.ts';

/**
 * The postings of one request, and the requests of one range: 1,000 postings cost 15 read units. A word that many
 * contacts have takes one request, because the next one begins behind it.
 */
const [pageSize, maxPages] = [100, 10];

/**
 * Adds to the ranges of each word of a query those of the words that it may be with one typing error. Where there is
 * one text only, its own range is left out.
 */
export const nearRanges = (
  tenantId: string,
  words: readonly QueryWord[],
  ranges: readonly (readonly string[])[],
): Promise<readonly (readonly string[])[]> =>
  Promise.all(
    words.map(async (word, i) => {
      const typed = longestTexts(word).filter(isMistypable);
      const pages = Math.ceil(maxPages / typed.length);
      const near = await Promise.all(typed.map((text) => rangesNear(tenantId, text, pages)));
      const isOneText = words.length === 1 && word.flat().length === 1;
      return [...(isOneText ? [] : (ranges[i] ?? [])), ...new Set(near.flat())];
    }),
  );

/**
 * The ranges of what a text may be with one typing error. Emails are not stored from their end: one that is mistyped at
 * its beginning is among those of its domain, and one that is mistyped at its domain among those that begin as it does,
 * if these are few. `pages` limits the requests of both ends.
 */
async function rangesNear(tenantId: string, typed: string, pages: number): Promise<readonly string[]> {
  const [, local, domain] = /^(.+@)(.+)$/.exec(typed) ?? [];
  if (local === undefined || domain === undefined) return (await nearWords(tenantId, typed, pages)).map(wordRange);
  const halves = [searchRange(local), wordRange(domain)];
  const [near, ...isFew] = await Promise.all([
    nearWords(tenantId, typed, pages - 1),
    ...halves.map(async (range) => (await listPostings({ tenantId, range, limit: pageSize })).isLast),
  ]);
  return [...near.map(wordRange), ...halves.filter((_, i) => isFew[i])];
}

/**
 * Finds the words of a tenant of which one typing error makes `typed`. Reads the words that begin as it does, and those
 * that end as it does; of very many, only the first in alphabetical order: `pages` limits the requests of each range.
 */
export async function nearWords(tenantId: string, typed: string, pages = maxPages): Promise<readonly string[]> {
  const { start, end } = intactParts(typed);
  const [starting, ending] = await Promise.all([
    wordsFrom(tenantId, searchRange(start), pages),
    wordsFrom(tenantId, searchRange(backward(end)), pages),
  ]);
  const all = [...starting, ...Array.from(ending, (word) => reversed(word.slice(1)))];
  return [...new Set(all)].filter((word) => isOneEdit(typed, word)).sort();
}

/** The different words in a range, of so many pages. */
async function wordsFrom(tenantId: string, range: string, pages: number): Promise<ReadonlySet<string>> {
  const words = new Set<string>();
  let after: Parameters<typeof listPostings>[1];
  for (let page = 0; page < pages; page++) {
    const { postings, isLast } = await listPostings({ tenantId, range, limit: pageSize }, after);
    for (const { word } of postings) words.add(word);
    const last = postings.at(-1);
    if (isLast || last === undefined) break;
    // What else the last word finds does not matter here.
    after = behind(last.word);
  }
  return words;
}
