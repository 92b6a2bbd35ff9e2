import { crc32 } from 'node:zlib';
import { invalid } from '../../contacts/ContactError.ts';
import type { ExportedContact as Exported } from '../../dynamo/contacts/exportContacts.ts';
import { withoutReason } from './failedLine.ts';

export type { Exported };

/** Writes a contact of an export as one line of NDJSON. Sets become `{"$set": [...]}`. */
export function exportedLine(exported: Exported): string {
  const body = JSON.stringify(exported, (_, value) => (value instanceof Set ? { $set: [...value].sort() } : value));
  return `${body.slice(0, -1)},"checksum":${crc32(body)}}\n`;
}

type Written = { readonly checksum: unknown; readonly row?: unknown; readonly reason?: unknown };

/** Whether a value in a file is a line of an export. */
export const isExported = (json: unknown): json is Written =>
  typeof json === 'object' && json !== null && 'contact' in json && 'merged' in json;

/**
 * Reads a line of an export, also one that failed in an earlier import. Throws `invalid` for one that was edited: it is
 * written to the table as it is.
 */
export function readExported({ checksum, ...written }: Written): Exported {
  const body = JSON.stringify(withoutReason(written));
  if (crc32(body) !== checksum)
    throw invalid([
      { pointer: '', message: 'the line is not as it was exported; change the contact after the import' },
    ]);
  return JSON.parse(body, (_, value) => (Array.isArray(value?.$set) ? new Set(value.$set) : value));
}
