import { invalid } from '../contacts/ContactError.ts';

/** The etag of a version of a contact. */
export const etagOf = (version: number): string => `"${version}"`;

const list = /^\s*(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*\s*$/;
const tags = /(W\/)?("[^"]*")/g;

/**
 * Reads the versions in an if-match header (RFC 9110, 13.1.1). Returns `undefined` if it allows all versions. A weak
 * etag, and any other that is not an etag of a version, becomes version 0, which no contact has. Throws `invalid` if
 * the header is not a list of etags.
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

/** Whether an if-none-match header includes this etag (RFC 9110, 13.1.2, weak comparison). */
export const matchesIfNoneMatch = (header: string, etag: string): boolean =>
  header.trim() === '*' || [...header.matchAll(tags)].some(([, , tag]) => tag === etag);
