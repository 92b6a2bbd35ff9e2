import { plainLetters } from '../plainLetters.ts';
import { oneForm, plainDigits } from './letterForms.ts';

/** The characters of a word that count: with more, all words that begin with these are one. */
const maxLength = 100;

/** Cuts a word, so that its key cannot become too long for the table. */
export const cut = (word: string): string => [...word].slice(0, maxLength).join('');

/**
 * Returns a text as search compares it: in lower case, without diacritics, and without apostrophes, so that `O'Brien`
 * is one word, as are `Oʻzbek` and `צה״ל`. Quotation marks and `#`, which sort before the end of a word in the table,
 * are left out.
 */
export const folded = (text: string): string =>
  // Of this accent alone, Unicode makes a space.
  plainDigits(
    oneForm(plainLetters(text.replaceAll('´', '')))
      .toLowerCase()
      .replaceAll('ς', 'σ'),
  ).replace(/['‘’ʻʼʽ′״׳`!"#]/g, '');

/** Scripts without spaces between words, of which pairs of characters are found. */
const unspaced = String.raw`[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー々〆]`;

const word = new RegExp(String.raw`${unspaced}+|(?:(?!${unspaced})[\p{L}\p{M}\p{N}])+`, 'gu');
const isUnspaced = new RegExp(`^${unspaced}`, 'u');

/** A word of a text; of a script without spaces, all that stands between two spaces. */
type Piece = { readonly text: string; readonly isUnspaced: boolean };

const piecesOf = (text: string): Piece[] =>
  Array.from(folded(text).matchAll(word), ([piece]) => ({ text: cut(piece), isUnspaced: isUnspaced.test(piece) }));

const spaceInside = new RegExp(String.raw`(?<=${unspaced})\s+(?=${unspaced})`, 'gu');

/**
 * The words of a text of a contact. Chinese, Japanese and Korean are pairs of characters, and the last character alone,
 * so that each character begins a word: `山田太郎` -> `山田`, `田太`, `太郎`, `郎`. Spaces between them do not count,
 * because others write the same name without them.
 */
export const wordsIn = (text: string): string[] =>
  piecesOf(text.replace(spaceInside, '')).flatMap((piece) =>
    piece.isUnspaced ? [...pairs(piece.text), lastOf(piece.text)] : [piece.text],
  );

/** The words of a query, each of which is the beginning of a word of a contact: `山田太` -> `山田`, `田太`. */
export const wordsOfQuery = (text: string): string[] =>
  piecesOf(text).flatMap((piece) => {
    const all = piece.isUnspaced ? pairs(piece.text) : [];
    return all.length > 0 ? all : [piece.text];
  });

function pairs(text: string): string[] {
  const characters = [...text];
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`);
}

const lastOf = (text: string): string => [...text].at(-1) ?? '';

export const reversed = (text: string): string => [...text].reverse().join('');
