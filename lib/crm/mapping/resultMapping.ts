import type { ResultMapping } from '../../../schemas/crmLookups.ts';
import type { CrmRecord } from '../../../schemas/crmRecord.ts';
import { splitName } from '../../contacts/names.ts';
import { CrmFailure } from '../CrmFailure.ts';
import { readFirst, readPath } from './path.ts';

/** What a tool answers, as far as it is read: MCP's CallToolResult. */
export type ToolResult = {
  readonly content?: readonly { readonly type: string; readonly text?: unknown }[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean | undefined;
};

const mostRows = 50;
const mostAddresses = 100;
const mostCharacters = 200;

/**
 * Reads the records that a tool answers, one for each `externalRef`; none where the list of them is empty. Throws
 * `CrmFailure` where the tool says that it failed, where there is no such list or a row of it has no `externalRef`, and where
 * there are more than 50 rows.
 */
export function readRecords(result: ToolResult, mapping: ResultMapping): CrmRecord[] {
  if (result.isError) throw new CrmFailure('tool_error', 'The tool says that it failed.', { said: wordsOf(result) });
  const rows = rowsIn(documentOf(result, mapping.from), mapping.items);
  if (rows.length > mostRows) throw new CrmFailure('too_large', `The tool answered more than ${mostRows} records.`);
  const records = new Map<string, CrmRecord>();
  for (const row of rows) {
    const record = recordOf(row, mapping.map);
    const known = records.get(record.externalRef);
    records.set(record.externalRef, known ? merge(known, record) : record);
  }
  return [...records.values()];
}

/** Whether the tool says that it has more records than it answered. */
export const isTruncated = (result: ToolResult, { from, truncated }: ResultMapping): boolean =>
  truncated !== undefined && readFirst(truncated, documentOf(result, from)).includes(true);

const wordsOf = ({ content = [] }: ToolResult): string =>
  content.map(({ type, text }) => (type === 'text' && typeof text === 'string' ? text : '')).join(' ');

/** MCP asks servers to give what is structured as text too, which is all that some clients and bridges let through. */
function documentOf({ structuredContent, content = [] }: ToolResult, from: ResultMapping['from']): unknown {
  if (from === 'structured' && isObject(structuredContent)) return structuredContent;
  for (const { type, text } of content) {
    const document = type === 'text' && typeof text === 'string' ? parse(text) : undefined;
    if (document !== undefined) return document;
  }
  throw new CrmFailure('unreadable', 'The tool did not answer with JSON.');
}

function parse(text: string): object | undefined {
  try {
    const document: unknown = JSON.parse(unfenced(text.trim()));
    return isObject(document) ? document : undefined;
  } catch {
    // A sentence; the JSON may be in another block.
    return undefined;
  }
}

/** Some servers write for a chat: Markdown's fences stand round the JSON. */
const unfenced = (text: string): string =>
  text.startsWith('```') && text.endsWith('```') ? text.slice(text.indexOf('\n') + 1, -3) : text;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A list of nobody is an answer, and a place where there is none is not: `contacts[*]` alone could not tell them apart. */
function rowsIn(document: unknown, items: ResultMapping['items']): unknown[] {
  for (const path of [items].flat()) {
    const places = readPath(path.replace(/\[\*\]$/, '') || '$', document).filter((place) => place !== null);
    if (places.length > 0) return places.flat();
  }
  throw new CrmFailure('unreadable', `The answer has no records at ${[items].flat().join(' or ')}.`);
}

function recordOf(row: unknown, map: ResultMapping['map']): CrmRecord {
  const values = (paths?: string | readonly string[]) => (paths === undefined ? [] : readFirst(paths, row));
  const text = (paths?: string | readonly string[]) => values(paths).map(textOf).find(Boolean) ?? null;
  const parts = { firstName: text(map.firstName), lastName: text(map.lastName) };
  return {
    externalRef: referenceIn(values(map.externalRef)),
    // Parts of two names never mix.
    ...(parts.firstName === null && parts.lastName === null ? nameIn(values(map.name)) : parts),
    emails: addressesAt(map.emails, row, /[;,\s]+/),
    phones: addressesAt(map.phones, row, /[;,\n]+/),
    companyName: text(map.companyName),
  };
}

/** A number that JavaScript can't hold exactly would be the id of somebody else. */
function referenceIn([value]: readonly unknown[]): string {
  const reference = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof reference === 'string' && textOf(reference) === reference) return reference;
  throw new CrmFailure('unreadable', 'A record in the answer has no externalRef of 1 to 200 characters.');
}

function nameIn(values: readonly unknown[]): { firstName: string | null; lastName: string | null } {
  const name = values.find((value) => typeof value === 'string' && value.trim() !== '');
  if (typeof name !== 'string') return { firstName: null, lastName: null };
  const { firstName, lastName } = splitName(name);
  return { firstName: textOf(firstName), lastName: textOf(lastName) };
}

/** What can be stored; NUL, half a surrogate pair and more than 200 characters can't. */
function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  const isStorable = !text.includes('\0') && text.isWellFormed() && [...text].length <= mostCharacters;
  return text !== '' && isStorable ? text : null;
}

/** What all paths lead to: a person has several addresses, and some people write several into one field. */
function addressesAt(paths: string | readonly string[] = [], row: unknown, separator: RegExp): string[] {
  const values = [paths].flat().flatMap((path) => readPath(path, row).flat());
  const texts = values.flatMap((value) => (typeof value === 'string' ? value.split(separator) : []));
  const addresses = new Set(texts.map(textOf).filter((text) => text !== null));
  if (addresses.size > mostAddresses) {
    throw new CrmFailure('too_large', `A record in the answer has more than ${mostAddresses} addresses.`);
  }
  return [...addresses];
}

/** Two rows of one record, as a join has them. */
function merge(one: CrmRecord, other: CrmRecord): CrmRecord {
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
