/**
 * Letters of which Unicode does not make a plain one: those with a stroke, a hook or a tail, ligatures, and the forms
 * that Arabic and Persian spelling mixes.
 */
const others: Readonly<Record<string, string>> = {
  ...{ Ø: 'O', Ł: 'L', Đ: 'D', Ð: 'D', Ħ: 'H', Ŧ: 'T', Ɨ: 'I', Ƶ: 'Z', Ŋ: 'N', Ə: 'E', Ɛ: 'E', Ɔ: 'O' },
  ...{ Ɓ: 'B', Ɗ: 'D', Ɖ: 'D', Ƙ: 'K', Ƴ: 'Y', Æ: 'AE', Œ: 'OE', Þ: 'TH', ẞ: 'SS' },
  ...{ Ґ: 'Г', Ғ: 'Г', Қ: 'К', Ҳ: 'Х', Һ: 'Х', Ҷ: 'Ч', Җ: 'Ж', Ң: 'Н', Ө: 'О', Ү: 'У', Ұ: 'У', Ә: 'А' },
  ...{ ٱ: 'ا', ى: 'ي', ی: 'ي', ة: 'ه', ہ: 'ه', ھ: 'ه', ە: 'ه', ک: 'ك' },
};
const other = new RegExp(`[${Object.keys(others).join('')}]`, 'g');

/** Returns a text in capitals without diacritics and invisible characters, so that `Jürgen` equals `JURGEN`. */
export const plainLetters = (text: string): string =>
  text
    .toUpperCase()
    .normalize('NFKD')
    // Marks that are no diacritics, such as the vowels of Hindi, tell words apart. Those above and below the alef do
    // not, nor does the line that makes an Arabic word longer.
    .replace(/[[\p{M}&&\p{Diacritic}]\p{Default_Ignorable_Code_Point}\u0640\u0653-\u0655]/gv, '')
    .replace(other, (letter) => others[letter] ?? letter);

/** Returns a text in which the decimal digits of all scripts are 0 to 9, in the form NFKC. */
export const plainDigits = (text: string): string =>
  text.normalize('NFKC').replace(/[^\P{Nd}0-9]/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    // Unicode has the ten digits of a script in a row, of which the first has a code that ends in 0 or in 6.
    const last = code % 16;
    return String(/\p{Nd}/u.test(String.fromCodePoint(code - last)) ? last : last - 6);
  });
