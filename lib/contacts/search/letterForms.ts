/** What search takes for another letter: those with a hook or a tail, and the forms that Arabic and Persian spelling mixes. */
const forms: Readonly<Record<string, string>> = {
  ...{ Ɨ: 'I', Ƶ: 'Z', Ŋ: 'N', Ə: 'E', Ɛ: 'E', Ɔ: 'O', Ɓ: 'B', Ɗ: 'D', Ɖ: 'D', Ƙ: 'K', Ƴ: 'Y', ẞ: 'SS' },
  ...{ Ґ: 'Г', Ғ: 'Г', Қ: 'К', Ҳ: 'Х', Һ: 'Х', Ҷ: 'Ч', Җ: 'Ж', Ң: 'Н', Ө: 'О', Ү: 'У', Ұ: 'У', Ә: 'А' },
  ...{ ٱ: 'ا', ى: 'ي', ی: 'ي', ة: 'ه', ہ: 'ه', ھ: 'ه', ە: 'ه', ک: 'ك' },
};
const form = new RegExp(`[${Object.keys(forms).join('')}]`, 'g');

/** Returns a text of plain letters with one form of each letter that people write in several. */
export const oneForm = (plain: string): string =>
  plain
    // The marks above and below the alef, and the line that makes an Arabic word longer.
    .replace(/[\u0640\u0653-\u0655]/g, '')
    .replace(form, (letter) => forms[letter] ?? letter);

/** Returns a text in which the decimal digits of all scripts are 0 to 9, in the form NFKC. */
export const plainDigits = (text: string): string =>
  text.normalize('NFKC').replace(/[^\P{Nd}0-9]/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    // Unicode has the ten digits of a script in a row, of which the first has a code that ends in 0 or in 6.
    const last = code % 16;
    return String(/\p{Nd}/u.test(String.fromCodePoint(code - last)) ? last : last - 6);
  });
