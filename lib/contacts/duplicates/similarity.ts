/**
 * How similar two words are, from 0 to 1, by Jaro and Winkler: the letters that both have at about the same place, less
 * what is transposed, and more for a common beginning of up to four letters (Winkler 1990, "String Comparator Metrics
 * and Enhanced Decision Rules in the Fellegi-Sunter Model of Record Linkage").
 */
export function similarity(one: string, other: string): number {
  if (one === other) return 1;
  const [a, b] = [[...one], [...other]];
  const [matchedA, matchedB] = matches(a, b);
  const common = matchedA.length;
  if (common === 0) return 0;
  const transposed = matchedA.filter((letter, i) => letter !== matchedB[i]).length / 2;
  const jaro = (common / a.length + common / b.length + (common - transposed) / common) / 3;
  const differs = a.slice(0, 4).findIndex((letter, i) => letter !== b[i]);
  const prefix = differs < 0 ? Math.min(4, a.length) : differs;
  return jaro + prefix * 0.1 * (1 - jaro);
}

/** The letters of each that the other has too, near the same place, in their order. */
function matches(a: readonly string[], b: readonly string[]): readonly [readonly string[], readonly string[]] {
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Set<number>();
  const matchedA = a.filter((letter, i) => {
    const last = Math.min(b.length - 1, i + reach);
    for (let j = Math.max(0, i - reach); j <= last; j++) {
      if (b[j] !== letter || taken.has(j)) continue;
      taken.add(j);
      return true;
    }
    return false;
  });
  return [matchedA, b.filter((_, j) => taken.has(j))];
}
