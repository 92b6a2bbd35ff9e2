/**
 * Makes text of a server fit for a sentence: one line of at most `maxCharacters`, without control characters and
 * without invisible ones, which could reorder the sentence or hide in it what it repeats.
 */
export const serverText = (text: string, maxCharacters: number): string =>
  text
    .replace(/\p{Cf}/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, maxCharacters)
    .toWellFormed();
