import { isLower } from '../names/particles.ts';
import { hasLegalForm, isDepartment, isLegalFormWord } from './organisations.ts';
import {
  isAnyGeneration,
  isFormalTitle,
  isPostNominal,
  isTitleBehind,
  isTitlesOnly,
  leadingTitles,
  trailingGenerations,
} from './titles.ts';

/** Leaves out the parts behind commas that are no part of a name: degrees, titles, posts and companies. */
export function withoutParts(text: string): { readonly text: string; readonly company?: string } {
  const all = text
    // `Acme Co., Ltd.` is one part.
    .replace(/\s*,\s*(?=[\p{L}.]+(?:$|,))(?:([\p{L}.]+))/gu, (part, word: string) =>
      isLegalFormWord(word) && !isPerson(text) ? ` ${word}` : part,
    )
    .split(/\s*[,，،;]\s*/u)
    .filter((part) => /[\p{L}\p{N}]/u.test(part));
  const parts = all.slice(
    Math.max(
      0,
      all.findIndex((part) => !isTitlesOnly(part)),
    ),
  );
  const companies = parts.filter((part) => hasLegalForm(part));
  const kept = parts.filter((part, i) => !companies.includes(part) && !isDropped(part, i, parts));
  const [company] = companies;
  return { text: (kept.length > 0 ? kept : parts.slice(0, 1)).join(', '), ...(company !== undefined && { company }) };
}

/** A surname of more words has particles: what stands behind a longer name is a degree or a post. */
const longestSurname = 3;

/** The words of a name, without particles, titles and generations. Many scripts have no lower case. */
const nameWords = (text: string): number =>
  text.split(' ').filter((word) => !isSmall(word) && !isFormalTitle(word) && !isAnyGeneration(word)).length;

/** Whether a text has small letters only. Names that have some capitals have one in each given name. */
const isSmall = (text: string): boolean => isLower(text) && text !== text.toUpperCase();

function isDropped(part: string, i: number, parts: readonly string[]): boolean {
  const [head = ''] = parts;
  if (i === 0) return isDepartment(part) && parts.length > 1;
  const words = part.split(' ');
  if (words.every(isFormalTitle) || words.every(isTitleBehind)) return true;
  if (isDepartment(part) || isLegalFormWord(part)) return true;
  if (nameWords(head) > longestSurname) return true;
  if (nameWords(head) > 1 && (isPerson(head) || (isSmall(part) && !isSmall(head)))) return true;
  // Directly behind a single word, capitals may be initials: `Tolkien, MA`.
  const isBehindName = head.includes(' ') || i > 1;
  return words.every((word) => isPostNominal(word) && (isBehindName || word.includes('.') || /\p{Ll}/u.test(word)));
}

/** Whether a title stands in front and a generation before the comma: behind it, `AS` and `LP` are posts. */
export function isPerson(text: string): boolean {
  const [head = ''] = text.split(/[,，]/u);
  const words = head.trim().split(' ');
  return leadingTitles(words) > 0 && trailingGenerations(words) > 0;
}
