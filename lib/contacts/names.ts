import { isDegree, isGeneration, isSuffix, isTitle } from './names/affixes.ts';
import { capitalsAtEnd, leadingSurname, type NameOrder } from './names/order.ts';
import { particleSurname } from './names/particles.ts';
import { isVisible, visibleWords } from './names/visibleWords.ts';

/** The parts of a name. Of a name of one word, one of them is `null`. */
export type Name = { readonly firstName: string | null; readonly lastName: string | null };

/** Names are shorter. Of a longer text, the last word is the surname, so that a split costs microseconds. */
const [maxCharacters, maxSpaces] = [120, 12];

/**
 * Splits a full name into given names and surname: `Henrik B. Larsen` -> `Henrik B.` + `Larsen`.
 *
 * White space is collapsed, and words that nobody sees are left out. What stands before a comma is the surname, unless
 * only generations, degrees or titles follow. Particles (`van der`), generations (`Jr.`) and degrees belong to the
 * surname, titles to the given names. In the scripts of East Asia and where only its words are in capitals, the surname
 * stands first; `order` decides about other names. A single word is a first name, so unspaced CJK names stay whole.
 * Where nothing was reordered, joinName returns the collapsed input.
 */
export function splitName(name: string, order: NameOrder = 'givenFirst'): Name {
  const visible = visibleWords(name);
  if (isTooLong(visible)) return splitAtLastSpace(visible);
  return /[,，،]/.test(visible) ? splitAtCommas(visible, order) : splitWords(visible.split(' '), order);
}

/** Whether the order that a tenant's names have makes a difference to how a name is split. */
export function dependsOnOrder(name: string): boolean {
  const [one, other] = [splitName(name, 'givenFirst'), splitName(name, 'surnameFirst')];
  return one.firstName !== other.firstName || one.lastName !== other.lastName;
}

/** Joins the parts of a name. */
export const joinName = ({ firstName, lastName }: Name): string =>
  firstName === null ? (lastName ?? '') : lastName === null ? firstName : `${firstName} ${lastName}`;

const isTooLong = (text: string): boolean => text.length > maxCharacters || text.split(' ').length > maxSpaces + 1;

function splitAtLastSpace(text: string): Name {
  const at = text.lastIndexOf(' ');
  return at < 0 ? { firstName: text, lastName: null } : { firstName: text.slice(0, at), lastName: text.slice(at + 1) };
}

function splitAtCommas(name: string, order: NameOrder): Name {
  const parts = name
    .split(/[,，،]/)
    .map((part) => part.trim())
    .filter(isVisible);
  const [head, ...rest] = parts;
  // Only commas are visible.
  if (head === undefined) return splitWords(name.replace(/[^,，،\s]/g, '').split(' '), order);
  const headWords = head.split(' ');
  const kinds = rest.map((part, i) => kindOf(part.split(' '), headWords.length > 1 || i > 0));
  const partsOf = (kind: Kind): string[] => rest.filter((_, i) => kinds[i] === kind);
  const [titles, given, suffixes] = [partsOf('title'), partsOf('given'), partsOf('suffix')];
  const { firstName, lastName } = given.length > 0 ? invert(headWords, given) : splitWords(headWords, order);
  const isSurname = lastName === null && suffixes.length > 0;
  return {
    firstName: joined([...titles, isSurname ? null : firstName], ' '),
    lastName: joined([isSurname ? firstName : lastName, ...suffixes], ', '),
  };
}

const joined = (parts: readonly (string | null)[], separator: string): string | null =>
  parts.filter((part) => part !== null && part !== '').join(separator) || null;

type Kind = 'title' | 'given' | 'suffix';

/** What stands behind a comma. Directly behind a single word, capitals may be initials: `Tolkien, MA`. */
function kindOf(words: readonly string[], isBehindName: boolean): Kind {
  if (words.every(isTitle)) return 'title';
  const isDegreeHere = (word: string) =>
    isDegree(word) && (isBehindName || word.includes('.') || word !== word.toUpperCase());
  return words.every((word) => isGeneration(word) || isDegreeHere(word)) ? 'suffix' : 'given';
}

/** The parts of `Doe, John III` and `Beethoven, Ludwig van`: generations and particles join the surname. */
function invert(head: readonly string[], parts: readonly string[]): Name {
  let titles = 0;
  while (titles < head.length - 1 && isTitle(head[titles] ?? '')) titles++;
  const given = parts.join(' ').split(' ');
  let end = given.length;
  while (end > 1 && isGeneration(given[end - 1] ?? '')) end--;
  const particles = trailingParticles(given.slice(0, end));
  return {
    firstName: [...head.slice(0, titles), ...given.slice(0, end - particles)].join(' '),
    lastName: [...given.slice(end - particles, end), ...head.slice(titles), ...given.slice(end)].join(' '),
  };
}

function trailingParticles(words: readonly string[]): number {
  let count = 0;
  while (count < words.length - 1 && particleSurname(['', words[words.length - 1 - count] ?? '', '']) === 1) count++;
  return count;
}

function splitWords(words: readonly string[], order: NameOrder): Name {
  let titles = 0;
  while (titles < words.length - 1 && isTitle(words[titles] ?? '')) titles++;
  let end = words.length;
  while (end > Math.max(titles, 1) + 1 && isSuffix(words[end - 1] ?? '')) end--;
  const body = words.slice(titles, end);
  const front = leadingSurname(body, order);
  const start = front > 0 ? 0 : surnameStart(body, titles > 0);
  const surname = front > 0 ? body.slice(0, front) : body.slice(start);
  const given = front > 0 ? body.slice(front) : body.slice(0, start);
  const firstName = [...words.slice(0, titles), ...given].join(' ');
  const lastName = [...surname, ...words.slice(end)].join(' ') || null;
  return { firstName: firstName === '' && lastName !== null ? null : firstName, lastName };
}

/** The index of the first word of a surname that stands behind the given names. A single word has no surname. */
function surnameStart(body: readonly string[], hasTitle: boolean): number {
  if (body.length === 1) return hasTitle ? 0 : 1;
  return particleSurname(body) ?? body.length - (capitalsAtEnd(body) || 1);
}
