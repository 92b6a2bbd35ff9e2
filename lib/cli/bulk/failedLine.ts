import { csvLine } from './cells.ts';
import type { FileRecord } from './readRecords.ts';

/**
 * A row that failed as a line of a file of the same kind, which can be corrected and imported, with its number and the
 * reason. A line that is no JSON object is a string in one.
 */
export function failedLine(record: FileRecord, reason: string): string {
  const { number: row } = record;
  if ('cells' in record) return csvLine([String(row), reason, ...record.cells]);
  if ('line' in record) return lineOf({ row, reason, line: record.line });
  const { json } = record;
  if (!isObject(json)) return lineOf({ row, reason, line: JSON.stringify(json) });
  return lineOf({ row, reason, ...withoutReason(json) });
}

const lineOf = (content: object): string => `${JSON.stringify(content)}\n`;

const isObject = (json: unknown): json is object => typeof json === 'object' && json !== null && !Array.isArray(json);

/** The content of a line, without what an earlier import of it has added. */
export const withoutReason = <Line extends object>({
  row: _,
  reason: __,
  ...content
}: Line & { readonly row?: unknown; readonly reason?: unknown }) => content;
