import { plainLetters } from './plainLetters.ts';

/** Whether two names, or parts of names, have the same words, ignoring case, diacritics and punctuation. */
export const hasSameWords = (one: string | null, other: string | null): boolean =>
  one === other || (one !== null && other !== null && plainWords(one) === plainWords(other));

function plainWords(text: string): string {
  const plain = plainLetters(text);
  return plain.replace(/[\s\p{P}]+/gu, ' ').trim() || plain;
}
