/** Letters that Unicode does not take apart into a letter and a mark, and the sigma at the end of a word. */
const letters: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ς: 'σ',
};

/** A text in lower case, without marks above, below or between letters. */
export const foldLetters = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .replace(/[øłđðıßæœς]/g, (letter) => letters[letter] ?? letter);

/**
 * A text in the form in which words of all languages are compared: its letters folded, without apostrophes, and with
 * one hyphen for each run of separators. `Ne_pas RÉPONDRE` is `ne-pas-repondre`.
 */
export const foldText = (text: string): string =>
  foldLetters(text)
    .replace(/['’]/g, '')
    .replace(/[\s._\p{Pd}]+/gu, '-');
