import * as formats from '../../schemas/formats.ts';

export type Name = { readonly firstName: string; readonly lastName: string | null };

/** Words that begin a surname. `y` joins two surnames, so the word before it belongs to the surname too. */
const particles = new Set(
  'van von de der den di da del della la le bin ibn al ten ter zu zur af av dos das du'.split(' '),
);

/** Words that follow a surname, without their dots and commas. */
const suffixes = new Set('jr sr ii iii iv phd md'.split(' '));

const isVisible = (word: string): boolean => formats.visible.validate(word);
const isParticle = (word: string): boolean => particles.has(word.toLowerCase());
const isSuffix = (word: string): boolean => suffixes.has(word.replace(/[.,]/g, '').toLowerCase());
const areSuffixes = (words: string): boolean => words.split(' ').every(isSuffix);

/**
 * Splits a full name into given names and surname: `Henrik B. Larsen` -> `Henrik B.` + `Larsen`.
 *
 * White space is collapsed, and words that nobody sees are left out. `Last, First` is reordered, unless a suffix
 * follows the comma. Particles (`van der`) and suffixes (`Jr.`) belong to the surname. A single word is a first name,
 * so unspaced CJK names stay whole. For a name without a comma, joinName returns the collapsed input.
 */
export function splitName(name: string): Name {
  const visible = name.split(/\s+/).filter(isVisible).join(' ');
  const words = uninvert(visible).split(' ');
  const start = surnameStart(words);
  const lastName = words.slice(start).join(' ');
  // `Smith, Jr.` has no further word, so the comma goes.
  const firstName = words
    .slice(0, start)
    .join(' ')
    .replace(/(?<=\S),$/, '');
  return { firstName, lastName: lastName || null };
}

/** Joins the parts of a name. */
export const joinName = ({ firstName, lastName }: Name): string => (lastName ? `${firstName} ${lastName}` : firstName);

/** `King, Martin Luther, Jr.` -> `Martin Luther King, Jr.` */
function uninvert(name: string): string {
  if (!name.includes(',')) return name;
  const parts = name
    .split(',')
    .map((part) => part.trim())
    .filter(isVisible);
  const [last, ...rest] = parts;
  // Only commas are visible.
  if (last === undefined) return name.replace(/[^,\s]/g, '');
  const suffix = rest.filter(areSuffixes);
  const given = rest.filter((part) => !areSuffixes(part));
  return [[...given, last].join(' '), ...suffix].join(', ');
}

/** Index of the first word of the surname; at least 1, because a single name is shown as the first name. */
function surnameStart(words: readonly string[]): number {
  let core = words.length - 1;
  while (core > 1 && isSuffix(words[core] ?? '')) core--;
  for (let i = 1; i < core; i++) {
    if (isParticle(words[i] ?? '') || words[i] === 'y') return i;
    if (words[i + 1] === 'y' && i + 1 < core) return i;
  }
  return Math.max(core, 1);
}
