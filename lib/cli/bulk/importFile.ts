import { ContactError } from '../../contacts/ContactError.ts';
import { importedRow } from '../../contacts/importedRow.ts';
import { type Imported, importContact } from '../../dynamo/contacts/importContact.ts';
import { restoreContact } from '../../dynamo/contacts/restoreContact.ts';
import { patiently } from '../../dynamo/table/patiently.ts';
import { getSettings } from '../../dynamo/tenants/settings.ts';
import { inOrder } from '../../inOrder.ts';
import { throwCannot } from '../../local/fileErrors.ts';
import { csvLine } from './cells.ts';
import { failedLine } from './failedLine.ts';
import { type Inspected, inspectFile } from './inspectFile.ts';
import { type Counts, type Journal, openJournal, type SideFile } from './journal.ts';
import { lockImport } from './lockImport.ts';
import { type FileRecord, openRecords } from './readRecords.ts';
import { type RowReader, rowReader } from './rowReader.ts';

/** How far an import has come: the rows that are done, and the part of the file that they are. */
export type Progress = {
  readonly rows: number;
  readonly part: number;
  readonly counts: Counts;
  /** The rows with a note. */
  readonly noted: number;
  readonly unknown: ReadonlySet<string>;
  readonly files: Journal['files'];
  /** The rows that an earlier, interrupted import of the file has done. */
  readonly before: number;
};

type Options = { readonly path: string; readonly tenantId: string; readonly dryRun: boolean };
type InspectedFile = Options & { readonly inspected: Inspected };

/** Rows are imported so many at a time, and then recorded in the journal. */
const windowSize = 64;
/** How many rows are imported at once. */
const atOnce = 16;

/**
 * Imports a file into a tenant, and yields the progress. An import that is killed goes on where it was when the same
 * file is imported again: rows that were imported, but not recorded, are recognised. Rows about one person are imported
 * in their order. Throws a UsageError for a file of another kind, and one sentence while it is being imported.
 */
export async function* importFile(options: Options): AsyncGenerator<Progress> {
  const { path, dryRun } = options;
  const inspected = await inspectFile(path).catch((error) => throwCannot(`read ${path}`, error));
  const unlock = dryRun ? undefined : await lockImport(path);
  try {
    yield* importRows({ ...options, inspected });
  } finally {
    unlock?.();
  }
}

async function* importRows({ path, tenantId, dryRun, inspected }: InspectedFile): AsyncGenerator<Progress> {
  const conventions = await patiently(() => getSettings(tenantId));
  const { headers, records } = await openRecords(path, inspected);
  const reader = rowReader(headers, conventions);
  const journal = await openJournal({ path, tenantId, hash: inspected.hash, dryRun, headers });
  let { rows, counts, noted } = journal;
  const progress = (bytes: number): Progress => ({
    rows,
    part: inspected.bytes === 0 ? 1 : Math.min(bytes / inspected.bytes, 1),
    counts,
    noted,
    unknown: reader.unknown,
    files: journal.files,
    before: journal.rows,
  });
  for await (const window of windows(after(records, journal.rows))) {
    const tasks = window.map((record) => taskOf(record, { reader, journal, tenantId, dryRun }));
    const results = await inOrder(tasks, { keysOf: ({ keys }) => keys, atOnce }, ({ work }) => settled(work));
    counts = { ...counts };
    const lines: Record<SideFile, string[]> = { failed: [], notes: [] };
    for (const [i, result] of results.entries()) {
      const record = window[i];
      if (record === undefined) throw new Error('Each record has a result');
      counts[result.outcome]++;
      if (result.outcome === 'failed') lines.failed.push(failedLine(record, result.reason));
      else if (result.notes.length > 0) lines.notes.push(csvLine([String(record.number), result.notes.join('; ')]));
    }
    rows += window.length;
    noted += lines.notes.length;
    await journal.add({ counts, rows, noted, lines });
    yield progress(window.at(-1)?.bytes ?? 0);
  }
  await journal.end();
  yield progress(inspected.bytes);
}

/** The records after the first `count`. */
async function* after(records: AsyncIterable<FileRecord>, count: number): AsyncGenerator<FileRecord> {
  let n = 0;
  for await (const record of records) if (n++ >= count) yield record;
}

async function* windows(records: AsyncIterable<FileRecord>): AsyncGenerator<readonly FileRecord[]> {
  let window: FileRecord[] = [];
  for await (const record of records) {
    window.push(record);
    if (window.length < windowSize) continue;
    yield window;
    window = [];
  }
  if (window.length > 0) yield window;
}

/** What is to be done with one record, and what it is about. */
type Task = { readonly keys: readonly string[]; readonly work: () => Promise<Imported> };
type Context = {
  readonly reader: RowReader;
  readonly journal: Journal;
  readonly tenantId: string;
  readonly dryRun: boolean;
};

function taskOf(record: FileRecord, { reader, journal, tenantId, dryRun }: Context): Task {
  try {
    const read = reader.read(record);
    if ('exported' in read) {
      const { exported } = read;
      const { contact, merged, claims } = exported;
      const keys = [contact, ...merged, ...claims].map(({ contactId }) => contactId);
      return { keys, work: () => restoreContact({ tenantId, exported, dryRun }) };
    }
    const row = importedRow(journal, record.number, read.row);
    const { addresses, externalRef } = row;
    const keys = [...addresses.map(({ key }) => key), ...(externalRef === undefined ? [] : [`#${externalRef}`])];
    return { keys, work: () => patiently(() => importContact({ tenantId, row, dryRun })) };
  } catch (error) {
    return { keys: [], work: () => Promise.reject(error) };
  }
}

type Result = Imported | { readonly outcome: 'failed'; readonly reason: string };

/** Does the work on one row. Throws what is no fault of the row. */
async function settled(work: () => Promise<Imported>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ContactError) || error.code === 'unavailable') throw error;
    return { outcome: 'failed', reason: error.message };
  }
}
