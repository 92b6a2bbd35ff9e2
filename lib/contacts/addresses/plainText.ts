/**
 * Returns an address in Unicode's composed form (NFC), trimmed, without the characters that nobody sees: zero-width
 * characters, marks of direction, soft hyphens, selectors. A copied address often has some. IDNA2003 leaves them out of
 * domains too (UTS #46, section 4). The Kelvin sign (U+212A) stays what it is, although NFC makes it a `K`: they are
 * two mailboxes.
 */
export const plainText = (text: string): string =>
  text
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/[^\u212a]+/gu, (run) => run.normalize('NFC'))
    .trim();
