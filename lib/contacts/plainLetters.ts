/** Letters of which Unicode does not make a plain one: those with a stroke, and ligatures. */
const others: Readonly<Record<string, string>> = {
  ...{ Ø: 'O', Ł: 'L', Đ: 'D', Ð: 'D', Ħ: 'H', Ŧ: 'T' },
  ...{ Æ: 'AE', Œ: 'OE', Þ: 'TH' },
};

/** Returns a text in capitals without diacritics and invisible characters, so that `Jürgen` equals `JURGEN`. */
export const plainLetters = (text: string): string =>
  text
    .toUpperCase()
    .normalize('NFKD')
    // Marks that are no diacritics, such as the vowels of Hindi, tell words apart.
    .replace(/[[\p{M}&&\p{Diacritic}]\p{Default_Ignorable_Code_Point}]/gv, '')
    .replace(/[ØŁĐÐĦŦÆŒÞ]/g, (letter) => others[letter] ?? letter);
