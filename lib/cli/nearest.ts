/**
 * The word that the fewest inserted, deleted and replaced characters separate from `word`; of several, the first.
 * `undefined` if half of the characters or more differ.
 */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const [best] = words.map((known) => ({ known, edits: editsBetween(word, known) })).sort((a, b) => a.edits - b.edits);
  return best && best.edits < best.known.length / 2 ? best.known : undefined;
}

/** The Levenshtein distance of two words. */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, character] of [...from].entries()) {
    const above = row;
    row = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = (above[j] ?? 0) + (character === to[j] ? 0 : 1);
      row.push(Math.min(replaced, (above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
  }
  return row.at(-1) ?? 0;
}
