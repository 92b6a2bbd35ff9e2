import type { ResultMapping } from '../../../schemas/crmLookups.ts';
import type { CrmRecord } from '../../../schemas/crmRecord.ts';
import * as formats from '../../../schemas/formats.ts';
import { cleanPart, readDisplayName } from '../../contacts/displayNames.ts';
import type { NameOrder } from '../../contacts/names/order.ts';
import { CrmFailure } from '../CrmFailure.ts';
import { readFirst, readPath } from './path.ts';

/** The parts of MCP's CallToolResult that are read. */
export type ToolResult = {
  readonly content?: readonly { readonly type: string; readonly text?: unknown }[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean | undefined;
};

const maxRows = 50;
const maxAddresses = 100;
const maxCharacters = 200;

/**
 * Reads the records in a tool's result, one for each `externalRef`; none if the list is empty. Throws `tool_error` if
 * the result is an error, `unreadable` if it has no list or a row has no `externalRef`, and `too_large` if there are
 * more than 50 rows.
 */
export function readRecords(result: ToolResult, mapping: ResultMapping, order?: NameOrder): CrmRecord[] {
  if (result.isError) {
    throw new CrmFailure('tool_error', 'The tool returned an error.', { serverMessage: joinTexts(result) });
  }
  const rows = rowsIn(documentOf(result, mapping.from), mapping.items);
  if (rows.length > maxRows) throw new CrmFailure('too_large', `The tool returned more than ${maxRows} records.`);
  const records = new Map<string, CrmRecord>();
  for (const row of rows) {
    const record = recordOf(row, mapping.map, order);
    const known = records.get(record.externalRef);
    records.set(record.externalRef, known ? mergeRows(known, record) : record);
  }
  return [...records.values()];
}

/** Whether the result says that the tool has more records than it returned. */
export const isTruncated = (result: ToolResult, { from, truncated }: ResultMapping): boolean =>
  truncated !== undefined && readFirst(truncated, documentOf(result, from)).includes(true);

const joinTexts = ({ content = [] }: ToolResult): string =>
  content.map(({ type, text }) => (type === 'text' && typeof text === 'string' ? text : '')).join(' ');

/**
 * Reads text even for `structured`: MCP asks servers to send structured content as text too, and some bridges drop the
 * former.
 */
function documentOf({ structuredContent, content = [] }: ToolResult, from: ResultMapping['from']): unknown {
  if (from === 'structured' && isObject(structuredContent)) return structuredContent;
  for (const { type, text } of content) {
    const document = type === 'text' && typeof text === 'string' ? parse(text) : undefined;
    if (document !== undefined) return document;
  }
  throw new CrmFailure('unreadable', 'The tool did not return JSON.');
}

function parse(text: string): object | undefined {
  try {
    const document: unknown = JSON.parse(unfenced(text.trim()));
    return isObject(document) ? document : undefined;
  } catch {
    // Plain text. Another block may contain the JSON.
    return undefined;
  }
}

/** Removes a Markdown code fence, which servers made for chats put around JSON. */
const unfenced = (text: string): string =>
  text.startsWith('```') && text.endsWith('```') ? text.slice(text.indexOf('\n') + 1, -3) : text;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * An empty list means that nobody was found; a missing list is an error. Reading `contacts[*]` would not tell them
 * apart.
 */
function rowsIn(document: unknown, items: ResultMapping['items']): unknown[] {
  for (const path of [items].flat()) {
    const places = readPath(path.replace(/\[\*\]$/, '') || '$', document).filter((place) => place !== null);
    if (places.length > 0) return places.flat();
  }
  throw new CrmFailure('unreadable', `The result has no records at ${[items].flat().join(' or ')}.`);
}

function recordOf(row: unknown, map: ResultMapping['map'], order?: NameOrder): CrmRecord {
  const values = (paths?: string | readonly string[]) => (paths === undefined ? [] : readFirst(paths, row));
  const text = (paths?: string | readonly string[]) => values(paths).map(textOf).find(Boolean) ?? null;
  const nameParts = { firstName: cleanPart(text(map.firstName)), lastName: cleanPart(text(map.lastName)) };
  return {
    externalRef: referenceIn(values(map.externalRef)),
    // Never combine parts of two names.
    ...(nameParts.firstName === null && nameParts.lastName === null ? nameIn(values(map.name), order) : nameParts),
    emails: addressesAt(map.emails, row, /[;,\s]+/),
    phones: addressesAt(map.phones, row, /[;,\n]+/),
    companyName: text(map.companyName),
  };
}

/** Rejects a number that JavaScript cannot hold exactly: it would be the id of another record. */
function referenceIn([value]: readonly unknown[]): string {
  const reference = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof reference === 'string' && textOf(reference) === reference) return reference;
  throw new CrmFailure('unreadable', 'A record in the result has no externalRef of 1 to 200 characters.');
}

function nameIn(values: readonly unknown[], order?: NameOrder): { firstName: string | null; lastName: string | null } {
  const name = values.find((value) => typeof value === 'string' && isVisible(value));
  if (typeof name !== 'string') return { firstName: null, lastName: null };
  const { firstName, lastName } = readDisplayName(name, order) ?? { firstName: null, lastName: null };
  return { firstName: cleanPart(textOf(firstName)), lastName: cleanPart(textOf(lastName)) };
}

/**
 * The trimmed text; `null` if nothing of it is visible, or it has NUL, a lone surrogate or more than 200 characters.
 */
function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  const isStorable = !text.includes('\0') && text.isWellFormed() && [...text].length <= maxCharacters;
  return isStorable && isVisible(text) ? text : null;
}

const isVisible = (text: string): boolean => formats.visible.validate(text);

/** Reads the values of all paths, and splits them: people write several addresses into one field. */
function addressesAt(paths: string | readonly string[] = [], row: unknown, separator: RegExp): string[] {
  const values = [paths].flat().flatMap((path) => readPath(path, row).flat());
  const texts = values.flatMap((value) => (typeof value === 'string' ? value.split(separator) : []));
  const addresses = new Set(texts.map(textOf).filter((text) => text !== null));
  if (addresses.size > maxAddresses) {
    throw new CrmFailure('too_large', `A record in the result has more than ${maxAddresses} addresses.`);
  }
  return [...addresses];
}

/** Merges two rows of one record, as a SQL join returns them. */
function mergeRows(one: CrmRecord, other: CrmRecord): CrmRecord {
  const named = one.firstName === null && one.lastName === null ? other : one;
  return {
    externalRef: one.externalRef,
    firstName: named.firstName,
    lastName: named.lastName,
    emails: [...new Set([...one.emails, ...other.emails])],
    phones: [...new Set([...one.phones, ...other.phones])],
    companyName: one.companyName ?? other.companyName,
  };
}
