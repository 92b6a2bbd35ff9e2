import { invalid } from '../contacts/ContactError.ts';

export const etagOf = (version: number): string => `"${version}"`;

const list = /^\s*(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*\s*$/;
const tags = /(W\/)?("[^"]*")/g;

/**
 * Reads if-match (RFC 9110, 13.1.1): the versions that it names, or `undefined` where any will do. A tag that no version has,
 * a weak one among them, counts as version 0. Throws `invalid` for what is no list of tags.
 */
export function readIfMatch(header: string | undefined): readonly number[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  if (!list.test(header)) {
    throw invalid([{ pointer: '', message: 'if-match must be an etag in double quotes, for example "3"' }]);
  }
  return [...header.matchAll(tags)].map(([, weak, tag = '']) =>
    weak || !/^"[1-9]\d{0,14}"$/.test(tag) ? 0 : Number(tag.slice(1, -1)),
  );
}

/** Whether if-none-match names this etag (RFC 9110, 13.1.2; weak comparison). */
export const matchesIfNoneMatch = (header: string, etag: string): boolean =>
  header.trim() === '*' || [...header.matchAll(tags)].some(([, , tag]) => tag === etag);
