import { isDeepStrictEqual } from 'node:util';
import { joinName, type Name } from './names.ts';
import { plainLetters } from './plainLetters.ts';
import { type Assertion, type Assertions, type StatedName, supersedes, unspecified } from './sources.ts';

/**
 * Adds a name to those that a source remembers, the newest first, and leaves out those on which nothing depends any
 * more. The result does not depend on the order in which names are added.
 */
export function withName(names: readonly StatedName[], name: StatedName): readonly StatedName[] {
  const all = [...names.filter((each) => !isDeepStrictEqual(each, name)), name];
  return newestFirst(all.filter((each) => !all.some((other) => outdates(other, each))));
}

/**
 * What a source asserts that remembers these names, the newest first: the fullest name of which all newer ones are
 * parts. Initials in the place of given names replace nothing else. A part that the newest name lacks comes from the
 * newest one that has it, if both have the same author. `names` are added if these assertions do not show them all.
 */
export function assertionsOf(names: readonly StatedName[]): Assertions {
  const newest = preferred(names);
  if (newest === undefined) return {};
  const completed = { ...assertionsIn(newest), ...missingPart(newest, names) };
  const stated = nameIn(completed);
  const fuller = names.filter(
    (name, i) =>
      fullnessOf(name) > fullnessOf(stated) &&
      [stated, ...names.slice(0, i).filter(isFull)].every((each) => isPartOf(each, name)),
  );
  const [fullest] = fuller.toSorted((one, other) => fullnessOf(other) - fullnessOf(one));
  const assertions = fullest ? assertionsIn(fullest) : completed;
  return isDeepStrictEqual(namesIn(assertions), names) ? assertions : { ...assertions, names };
}

/**
 * The names that a source remembers, the newest first: those that it stores, or else those that its assertions show.
 */
export function namesIn({ names, firstName, lastName, companyName }: Assertions): readonly StatedName[] {
  if (names) return names;
  const stated = [firstName, lastName].flatMap((part, i): StatedName[] => {
    if (!part?.[0]) return [];
    const [value, at, by] = part;
    const beside = companyName?.[0] && isSameStamp(companyName, part) && { companyName: companyName[0] };
    return [{ firstName: i === 0 ? value : null, lastName: i === 1 ? value : null, ...beside, at, by }];
  });
  const [first, last] = stated;
  const isOne = first && last && first.at === last.at && first.by === last.by;
  return isOne ? [{ ...first, lastName: last.lastName }] : newestFirst(stated);
}

/** Whether a name is a part of another one, ignoring case and diacritics: `A. Schmidt` of `Anna Maria Schmidt`. */
export function isPartOf(one: Name, other: Name): boolean {
  const words = wordsOf(other).map(plainLetters);
  const isIn = (word: string) => words.some((each) => each === word || (isInitial(word) && each.startsWith(word)));
  return wordsOf(one).map(plainLetters).every(isIn);
}

/** The assertions that state a name. One with one part does not state that there is no other. */
export function assertionsIn({ firstName, lastName, companyName, at, by }: StatedName) {
  const asserted = (part: string | null): Assertion => (part === null ? unspecified : [part, at, by]);
  return {
    firstName: asserted(firstName),
    lastName: asserted(lastName),
    ...(companyName !== undefined && { companyName: asserted(companyName) }),
  };
}

/** A name, and the company beside it, as one text. */
export const textOf = ({ companyName, ...name }: Name & { readonly companyName?: string }): string =>
  companyName === undefined ? joinName(name) : `${joinName(name)} (${companyName})`;

/**
 * Whether nothing depends on the `other` name once `one` is known, which is newer and states the same parts, and as
 * much. Initials do not outdate a given name.
 */
export function outdates(one: StatedName, other: StatedName): boolean {
  const hasParts = (['firstName', 'lastName'] as const).every((part) => one[part] !== null || other[part] === null);
  return isNewer(one, other) && hasParts && (isFull(one) || !isFull(other)) && fullnessOf(one) >= fullnessOf(other);
}

/** The newest name, but initials only if there is nothing else. */
const preferred = (names: readonly StatedName[]): StatedName | undefined => names.find(isFull) ?? names[0];

function missingPart(newest: StatedName, names: readonly StatedName[]): Assertions {
  const missing = (['firstName', 'lastName'] as const).find((part) => newest[part] === null);
  const other = missing && preferred(names.filter((each) => each[missing] !== null));
  return missing && other?.by === newest.by ? { [missing]: assertionsIn(other)[missing] } : {};
}

/** Of fuller names, the newest counts, so that a contact remembers few. */
const maxFullness = 16;

/** How much a name states: the number of its words, in which capitals, small letters and diacritics tell more. */
const fullnessOf = (name: Name): number =>
  Math.min(
    maxFullness,
    wordsOf(name).reduce((sum, word) => sum + weightOf(word), 0),
  );

function weightOf(word: string): number {
  const [lower, upper, plain] = [word.toLowerCase(), word.toUpperCase(), plainLetters(word)];
  if (isInitial(plain)) return 1;
  return 2 + (lower === upper || (word !== lower && word !== upper) ? 1 : 0) + (plain === upper ? 0 : 1);
}

/** Whether the given names are more than initials, as they are in `J` and `J. R. Smith`. */
function isFull(name: Name): boolean {
  const text = joinName(name);
  return /^\p{Lu}{2}/u.test(text) || !/^\p{Lu}\.?(?:[ -]?\p{Lu}\.?)*(?: \S{2,})?$/u.test(text);
}

const isInitial = (plain: string): boolean => /^\p{Lu}$/u.test(plain);
const wordsOf = (name: Name): string[] =>
  joinName(name)
    .split(/[\s\p{P}]+/u)
    .filter((word) => plainLetters(word) !== '');

const nameIn = ({ firstName, lastName }: Assertions): Name => ({
  firstName: firstName?.[0] ?? null,
  lastName: lastName?.[0] ?? null,
});

const isSameStamp = ([, at, by]: Assertion, [, otherAt, otherBy]: Assertion): boolean =>
  at === otherAt && by === otherBy;

const newestFirst = (names: readonly StatedName[]): StatedName[] =>
  [...names].sort((one, other) => (isNewer(one, other) ? -1 : 1));
const isNewer = (one: StatedName, other: StatedName): boolean =>
  supersedes([textOf(one), one.at, one.by], [textOf(other), other.at, other.by]);
