import { splitName } from '../../lib/contacts/names.ts';

/** Pieces of which long texts are made, by kind: what takes another path through `splitName`. */
const pieces: Readonly<Record<string, string>> = {
  tabs: 'a\t',
  'wide spaces': 'a\u3000',
  'no-break spaces': 'a\xa0',
  'zero width spaces': '\u200b',
  'directions and spaces': '\u202e ',
  'soft hyphens and spaces': '\xad ',
  'mathematical letters': '𝐀𝐁 ',
  'combining accents': 'e\u0301 ',
  'lone surrogates': '\ud800',
  emoji: '👨‍👩‍👧 ',
  Khmer: 'វេហា ',
  Arabic: 'محمد ',
  Vietnamese: 'Nguyễn Van ',
  commas: ',',
  'words and commas': 'a, ',
  degrees: 'MD, ',
  generations: 'Jr. ',
  titles: 'Dr. ',
  particles: 'van ',
  joiners: 'a y ',
  capitals: 'ABC ',
  Han: '山 ',
};

export type Split = { readonly kind: string; readonly microseconds: number; readonly ratio: number };

/**
 * What a split costs, by kind, and its ratio to a loop over the characters. The best of 15 rounds of 200 texts counts.
 */
export function measureSplits(): Split[] {
  return Object.entries(pieces).map(([kind, piece]) => {
    const texts = Array.from({ length: 200 }, (_, n) => `${n} ${piece.repeat(400)}`.slice(0, 399) + (n % 10));
    const microseconds = best(texts, (text) => (splitName(text, 'surnameFirst').firstName ?? '').length);
    return { kind, microseconds, ratio: microseconds / best(texts, sumOf) };
  });
}

function sumOf(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum += text.charCodeAt(at);
  return sum;
}

function best(texts: readonly string[], work: (text: string) => number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 15; round++) {
    const start = performance.now();
    let sum = 0;
    for (const text of texts) sum += work(text);
    least = Math.min(least, (1000 * (performance.now() - start)) / texts.length);
    // What nobody uses might not be computed.
    if (!(sum > 0)) throw new Error('The texts were not read');
  }
  return least;
}
