/** Whether two names, or parts of names, have the same words, ignoring case, diacritics and punctuation. */
export const hasSameWords = (one: string | null, other: string | null): boolean =>
  one === other || (one !== null && other !== null && plainWords(one) === plainWords(other));

/** Letters with a stroke, of which Unicode does not make two characters. */
const strokes: Readonly<Record<string, string>> = { Ø: 'O', Ł: 'L', Đ: 'D', Ħ: 'H', Ŧ: 'T' };

function plainWords(text: string): string {
  const plain = text
    .toUpperCase()
    .normalize('NFKD')
    // Marks that are no diacritics, such as the vowels of Hindi, tell words apart.
    .replace(/[[\p{M}&&\p{Diacritic}]\p{Default_Ignorable_Code_Point}]/gv, '')
    .replace(/[ØŁĐĦŦ]/g, (letter) => strokes[letter] ?? letter);
  return plain.replace(/[\s\p{P}]+/gu, ' ').trim() || plain;
}
