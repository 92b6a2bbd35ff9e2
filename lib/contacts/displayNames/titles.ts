import { isDegree, isGeneration, isTitle } from '../names/affixes.ts';
import {
  generationPhrases,
  generations,
  givenTitles,
  nameTitles,
  needsDot,
  postNominals,
  titlePhrases,
  titles,
} from './affixLists.ts';

/** Full stops and the marks of abbreviation of other scripts: Devanagari, Georgian, Armenian, Hebrew. */
const unmarked = (word: string): string => word.normalize().replace(/[.,;॰․։]+$/u, '');
const bare = (word: string): string => unmarked(word).toLowerCase();
const undotted = (word: string): string => bare(word).replaceAll('.', '');

/** Titles of one letter that has a capital; otherwise `G. Smith` begins with an initial. */
const initialTitles = new Set(['m', 'd']);
const isInitials = (word: string): boolean => word.length < 3 && isCapitals(word);
const isCapitals = (word: string): boolean => word !== word.toLowerCase() && word === word.toUpperCase();

/** Whether a word in front of a name is a title. */
export function isFormalTitle(word: string): boolean {
  const plain = bare(word);
  if (givenTitles.has(plain)) return false;
  if (isTitle(word)) return true;
  if (!titles.has(plain) && !titles.has(undotted(word)))
    return isCompound(plain, (part) => isTitle(part) || titles.has(part));
  if (word.includes('.')) return plain.length > 1 || !isCapitals(unmarked(word)) || initialTitles.has(plain);
  return plain === 'pd' || plain === 'ing' || plain === 'mag' || !(needsDot.has(plain) || isInitials(word));
}

/** Whether a part before a comma has titles only: `Prof., Dr. Ada Lovelace`. A title without a dot may be a surname. */
export const isTitlesOnly = (part: string): boolean =>
  titlePhrases.has(bare(part)) || part.split(' ').every((word) => word.includes('.') && isFormalTitle(word));

/** Whether a word is several abbreviations without spaces: `Prof.Dr.med`. Two letters are initials. */
const isCompound = (plain: string, isKnown: (part: string) => boolean): boolean =>
  /^[^.]{2,}(?:\.[^.]{2,})+$/u.test(plain) && plain.split('.').every(isKnown);

/** The number of words in front of a name that are titles; at most all but the last word. */
export function leadingTitles(words: readonly string[]): number {
  let count = 0;
  for (;;) {
    const phrase = `${bare(words[count] ?? '')} ${bare(words[count + 1] ?? '')}`;
    const length = titlePhrases.has(phrase) ? 2 : isFormalTitle(words[count] ?? '') ? 1 : 0;
    if (words.length - count === 2 && nameTitles.has((words[count] ?? '').toLowerCase())) return count;
    if (length === 0 || count + length >= words.length) return count;
    count += length;
  }
}

/** The number of words at the end of a name that tell generations apart; at most all but the first two words. */
export function trailingGenerations(words: readonly string[]): number {
  let count = 0;
  for (;;) {
    const left = words.slice(0, words.length - count);
    const length = generationPhrases.has(left.slice(-2).map(bare).join(' '))
      ? 2
      : isAnyGeneration(left.at(-1) ?? '')
        ? 1
        : 0;
    if (length === 0 || left.length - length < 2) return count;
    count += length;
  }
}

/** Whether a word is a mark of a generation, in any language. */
export const isAnyGeneration = (word: string): boolean => isGeneration(word) || generations.has(bare(word));

/** Whether a word behind a name is a degree, an honour or a title. A generation is none. */
export function isPostNominal(word: string): boolean {
  if (isAnyGeneration(word)) return false;
  if (isDegree(word)) return word !== word.toLowerCase() || word.includes('.') || undotted(word).length > 3;
  const known = postNominals.has(bare(word)) || postNominals.has(undotted(word));
  // Small letters and single capitals are names more often: `Ma`, `Vp`.
  return known && (word.includes('.') || /\p{Lu}.*\p{Lu}/u.test(word) || undotted(word).length > 3);
}

/** The number of words at the end of a name that are degrees, honours or titles, or have no letter. */
export function trailingTitles(words: readonly string[]): number {
  let end = words.length;
  for (; end > 1; end--) {
    const word = words[end - 1] ?? '';
    const isRemoved = isTitleBehind(word) || isPostNominal(word);
    // `Frau` and `KC` are also surnames.
    if (isRemoved ? end === 2 && isSurname(word) : /[\p{L}\p{N}]/u.test(word)) break;
  }
  return words.length - end;
}

const isSurname = (word: string): boolean =>
  /^(?:herr|frau|hon)$/i.test(word) || (/^\p{Lu}{2}$/u.test(word) && !isTitleBehind(word));

/** Whether a word at the end of a name is a title that belongs in front of it: `Vincent van Gogh dr`. */
export const isTitleBehind = (word: string): boolean =>
  /^(?:dr|prof|mr|mrs|ms|mx|drs|ir|ing|mgr|mag|bc|rev|hon|herr|frau|doktor|doctor|professor|esq|mudr|judr|phdr|rndr)\.?$/i.test(
    word,
  );
