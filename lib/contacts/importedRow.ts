import { createHash } from 'node:crypto';
import type { FieldValues } from './fieldValues.ts';
import type { KeyedIdentity } from './sightings.ts';
import { uuidOf, uuidV7 } from './uuid.ts';

/** What a row of a file states about one person. `values` has the first email and phone, `addresses` has all. */
export type Row = {
  readonly values: FieldValues;
  readonly addresses: readonly KeyedIdentity[];
  /** The record of the CRM that the person is. */
  readonly externalRef?: string | undefined;
};

/** One import of a file: its id, 8 hex digits, and when it began (epoch milliseconds). */
export type Import = { readonly id: string; readonly startedAt: number };

/** A row of an import: `by` is its author. Its ids follow from its number, so that it can be imported again. */
export type ImportedRow = Row & {
  readonly by: string;
  readonly at: number;
  readonly requestId: string;
  /** The id of the contact that it creates. The order of the ids is that of the rows. */
  readonly contactId: string;
};

/**
 * A row with its number as a row of an import. All rows have the time at which the import began, and their authors sort
 * as the rows do, so that a later row supersedes an earlier one, whichever is written first.
 */
export function importedRow({ id, startedAt }: Import, number: number, row: Row): ImportedRow {
  const by = `import:${id}:${String(number).padStart(7, '0')}`;
  const bytes = createHash('sha256').update(by).digest();
  const requestId = uuidOf(bytes.subarray(16));
  const contactBytes = bytes.subarray(0, 16);
  contactBytes.writeUInt16BE(number >>> 20, 6);
  contactBytes.writeUInt8((number >>> 14) & 0x3f, 8);
  contactBytes.writeUInt16BE((number & 0x3fff) << 2, 9);
  return { ...row, by, at: startedAt, requestId, contactId: uuidV7(startedAt, contactBytes) };
}
