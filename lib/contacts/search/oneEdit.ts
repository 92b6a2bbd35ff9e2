/**
 * Whether one typing error makes `typed` of `word`: a letter too many, too few or another one, or two neighbours that
 * changed places. Equal words have none.
 */
export function isOneEdit(typed: string, word: string): boolean {
  const [one, other] = [[...typed], [...word]];
  const difference = one.length - other.length;
  if (Math.abs(difference) > 1) return false;
  const at = one.findIndex((letter, i) => letter !== other[i]);
  if (at < 0) return difference === -1;
  const isSame = (from: number, otherFrom: number) => one.slice(from).join('') === other.slice(otherFrom).join('');
  if (difference > 0) return isSame(at + 1, at);
  if (difference < 0) return isSame(at, at + 1);
  const isSwapped = one[at] === other[at + 1] && one[at + 1] === other[at];
  return isSame(at + 1, at + 1) || (isSwapped && isSame(at + 2, at + 2));
}

/**
 * The parts of a word of which one typing error leaves one intact: its beginning, and its end. The letter between them
 * belongs to neither, because two neighbours that change places may be on both sides of any cut.
 */
export function intactParts(word: string): { readonly start: string; readonly end: string } {
  const letters = [...word];
  const length = Math.ceil((letters.length - 1) / 2);
  return { start: letters.slice(0, length).join(''), end: letters.slice(length + 1).join('') };
}
