import { isSuffix } from './affixes.ts';
import { isLower, leadingParticles, surnameInFront } from './particles.ts';

/** Which part of a name stands first where nothing else shows it. */
export type NameOrder = 'givenFirst' | 'surnameFirst';

/**
 * Scripts whose languages write the surname first: Han, kana, Hangul, Khmer. A foreign name has a
 * dot between its words. The patterns name no property of Unicode: see Format.
 */
const surnameFirstScript =
  /^(?:[\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3105-\u312f\u3400-\u9fff\uf900-\ufaff\u1100-\u11ff\uac00-\ud7a3\u1780-\u17d3]|[\ud840-\ud888][\udc00-\udfff])+$/;

/** Surnames of two letters, which initials such as `AJ` and `JP` are not. */
const shortSurname = /^(?:[B-DF-HJ-NP-TV-XZ][AEIOUY]|NG|AN|OH|IM)$/;
const consonants = /^[B-DF-HJ-NP-TV-XZ]+$/;

/** Whether a word is a surname in capitals: `MÜLLER`, `O’BRIEN`, `McDONALD`, but not `J.R.R.`, `JRR` or `III`. */
function isCapitalised(word: string): boolean {
  const letters = word.replace(/^Ma?c|ß/g, '');
  if (letters.length < 2 || letters.includes('.') || letters !== letters.toUpperCase()) return false;
  if (letters.toLowerCase() === letters || isSuffix(word)) return false;
  return word.length === 2 ? shortSurname.test(word) : word.length > 3 || !consonants.test(word);
}

/** Whether a word has a capital and small letters. */
const isGiven = (word: string): boolean => word !== word.toUpperCase() && !isLower(word) && !isCapitalised(word);
const isInitial = (word: string): boolean => /^.\.?$/.test(word) && !isLower(word);

/** The number of words in capitals in front, with their particles, if all others are given names. */
function capitalsInFront(words: readonly string[]): number {
  const particles = isLower(words[0] ?? '') ? leadingParticles(words) : 0;
  let count = particles;
  while (count < words.length && isCapitalised(words[count] ?? '')) count++;
  const rest = words.slice(count);
  return count > particles && rest.length > 0 && rest.every((word) => isGiven(word) || isInitial(word)) ? count : 0;
}

/** The number of words in capitals at the end, behind given names: `Jean DUPONT MARTIN`. */
export function capitalsAtEnd(words: readonly string[]): number {
  let start = words.length;
  while (start > 1 && isCapitalised(words[start - 1] ?? '')) start--;
  return words.slice(0, start).every(isGiven) ? words.length - start : 0;
}

/**
 * The number of words in front that are the surname, 0 where given names stand there: by the script, by capitals, by a
 * particle, or else by `order`.
 */
export function leadingSurname(words: readonly string[], order: NameOrder): number {
  if (words.length > 1) {
    if (words.every((word) => surnameFirstScript.test(word))) return 1;
    const capital = capitalsInFront(words);
    if (capital > 0) return capital;
  }
  const front = surnameInFront(words);
  if (front > 0 || order === 'givenFirst' || words.length < 2) return front;
  // A particle behind other words begins the surname, whatever the order: `Ludwig van Beethoven`.
  const isInside = words.some(
    (word, i) => i > 0 && i < words.length - 1 && isLower(word) && leadingParticles([word, '']) > 0,
  );
  if (isInside || capitalsAtEnd(words) > 0) return 0;
  return Math.min(leadingParticles(words) + 1, words.length - 1);
}
