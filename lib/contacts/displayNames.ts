import * as formats from '../../schemas/formats.ts';
import { decodeWords } from './addresses/encodedWords.ts';
import { particles } from './displayNames/affixLists.ts';
import { isPerson, withoutParts } from './displayNames/commas.ts';
import { trimMarks, undecorated } from './displayNames/decoration.ts';
import { hasLegalForm, isDepartment, isLegalFormWord, isOrganisation } from './displayNames/organisations.ts';
import { isPlaceholder, isPlaceholderPart } from './displayNames/placeholders.ts';
import {
  isAnyGeneration,
  isFormalTitle,
  isPostNominal,
  leadingTitles,
  trailingGenerations,
  trailingTitles,
} from './displayNames/titles.ts';
import type { NameOrder } from './names/order.ts';
import { type Name, splitName } from './names.ts';

/** The name of a sender, and the company beside it. */
export type DisplayName = Name & { readonly companyName?: string };

/** Display names are shorter; a longer text is not cleaned, so that a stranger cannot make it slow. */
const maxLength = 400;

/**
 * Reads what a mail program, a phone or a CRM wrote as the name of somebody; `undefined` where it is no name.
 *
 * Titles, degrees, decoration and posts are left out, generations stay. What is left is split by splitName; the name of
 * an organisation is a first name as a whole. A company is in the decoration, or is the whole name: by its legal form,
 * or in brackets, behind a bar or behind a dash.
 */
export function readDisplayName(text: string, order?: NameOrder): DisplayName | undefined {
  const decoded = decodeWords(text.slice(0, maxLength * 5));
  if (decoded.length > maxLength)
    return isNoName(decoded) || /[@＠]/u.test(decoded) ? undefined : splitName(decoded, order);
  const plain = trimMarks(decoded);
  if (isNoName(plain)) return undefined;
  // Brackets may be a part of it: `ACME (Deutschland) GmbH`.
  if (hasLegalForm(plain) && !/[,，|]|[)）\]】]$|\s[-–—/]\s|[^\p{L}]via\s/u.test(plain)) return organisation(plain);
  const { text: name, asides } = undecorated(plain, (part) => isOrganisation(part) || isDepartment(part));
  if (isNoName(name) || /[@＠]/u.test(name)) return undefined;
  const company = asides.find(
    (aside) => hasLegalForm(aside.text) || (!aside.isService && mayBeCompany(aside.text)),
  )?.text;
  if (isWholeOrganisation(name)) return { ...organisation(name), ...(company && { companyName: company }) };
  const { text: person, company: beside } = withoutParts(name);
  const read = withoutTitles(person, order);
  const companyName = company ?? beside;
  return read && { ...read, ...(companyName && { companyName }) };
}

/**
 * Cleans one part of a name that a CRM or a conversation states on its own: without titles and decoration; `null` where
 * nothing of a name is left. Words that make a part of a name only stay: `Van der Berg`.
 */
export function cleanPart(text: string | null): string | null {
  if (text === null || text.length > maxLength) return text;
  const plain = trimMarks(decodeWords(text));
  if (isNoPart(plain)) return null;
  if (isOrganisation(plain)) return plain;
  const { text: name } = undecorated(plain, () => false);
  const words = affixFree(withoutParts(name).text.split(' ')).words;
  return isNoPart(name) ? null : words.join(' ') || null;
}

const hasLetter = (text: string): boolean => formats.visible.validate(text.replace(/\P{L}/gu, ''));

const isNoPart = (text: string): boolean =>
  !formats.visible.validate(text.replace(/[^\p{L}\p{N}]/gu, '')) || isPlaceholderPart(text);

/** Nothing visible, a placeholder or a number. */
const isNoName = (text: string): boolean => !hasLetter(text) || isPlaceholder(text);

/** Not `Anna Schmidt, ACME GmbH`, but `ACME, Inc.`. */
const isWholeOrganisation = (text: string): boolean =>
  isOrganisation(text) &&
  !isPerson(text) &&
  text
    .split(/[,，]\s*/u)
    .slice(1)
    .every(isLegalFormWord);

/** An organisation has no surname. Only a legal form shows that it is an employer. */
const organisation = (text: string): DisplayName => ({
  firstName: text,
  lastName: null,
  ...(hasLegalForm(text) && { companyName: text }),
});

const mayBeCompany = (text: string): boolean =>
  text.length > 1 &&
  !isNoName(text) &&
  !isDepartment(text) &&
  !/[@＠]/u.test(text) &&
  !/^\p{Ll}/u.test(text) &&
  !isAffix(text);

const isAffix = (text: string): boolean =>
  text.split(' ').every((word) => isFormalTitle(word) || isPostNominal(word) || isAnyGeneration(word));

/** Splits a name without its titles. A single word behind a title is a surname: `Ms. Smith`. */
function withoutTitles(text: string, order?: NameOrder): Name | undefined {
  const [head, ...others] = text.split(', ').map((part) => affixFree(part.split(' ')));
  if (head === undefined) return undefined;
  const generations = others.length === 0 ? trailingGenerations(head.words) : 0;
  const words = head.words.slice(0, head.words.length - generations);
  const name = [words, ...others.map((part) => part.words)].map((part) => part.join(' ')).join(', ');
  if (isNoName(name)) return undefined;
  const read = others.length === 0 ? splitWords(words, order) : splitName(name, order);
  if (generations > 0) return { ...read, lastName: [read.lastName, ...head.words.slice(words.length)].join(' ') };
  const isSurname = others.length === 0 && head.hasTitle && read.lastName === null;
  return isSurname ? { firstName: null, lastName: read.firstName } : read;
}

/** As splitName, which knows the particles of Latin script. */
function splitWords(words: readonly string[], order?: NameOrder): Name {
  const at = words.slice(0, -1).findIndex((word, i) => i > 0 && particles.has(word));
  const parts = [words.slice(0, at), words.slice(at)].map((part) => part.join(' '));
  const [firstName = null, lastName = null] = parts;
  return at > 0 ? { firstName, lastName } : splitName(words.join(' '), order);
}

/** Forms of address that East Asian languages write directly behind a name. */
const honorific =
  /(?<=[\p{sc=Han}\p{sc=Katakana}\p{sc=Hiragana}\p{sc=Hangul}])(?:さん|さま|様|殿|先生|女士|小姐|선생님|님|씨)$/u;

function affixFree(words: readonly string[]): { readonly words: readonly string[]; readonly hasTitle: boolean } {
  const start = leadingTitles(words);
  const titled = words.slice(start);
  const kept = titled.slice(0, titled.length - trailingTitles(titled));
  const last = kept.at(-1) ?? '';
  const bare = last.replace(honorific, '');
  return { words: [...kept.slice(0, -1), bare], hasTitle: start > 0 || bare !== last };
}
