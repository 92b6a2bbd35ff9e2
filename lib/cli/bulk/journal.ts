import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { UsageError } from '../run.ts';
import { csvLine } from './cells.ts';

export const outcomes = ['created', 'updated', 'unchanged', 'failed'] as const;
export type Counts = Record<(typeof outcomes)[number], number>;

/** Files beside the imported one: rows that failed, with the reason, and notes on other rows. */
const sideFiles = ['failed', 'notes'] as const;
export type SideFile = (typeof sideFiles)[number];

/** How far an import has come. Its rows before `rows` are imported; `lengths` are those of the side files, in bytes. */
type State = {
  readonly tenantId: string;
  readonly hash: string;
  readonly id: string;
  readonly startedAt: number;
  readonly rows: number;
  readonly counts: Counts;
  /** The rows with a note. */
  readonly noted: number;
  readonly lengths: Readonly<Record<SideFile, number>>;
};

type Lines = Readonly<Record<SideFile, readonly string[]>>;

/** What became of all rows so far, and the new lines of the side files. */
export type Entry = Pick<State, 'rows' | 'counts' | 'noted'> & { readonly lines: Lines };

export type Journal = Pick<State, 'id' | 'startedAt' | 'rows' | 'counts' | 'noted'> & {
  readonly files: Readonly<Record<SideFile, string>>;
  /** Adds what became of further rows. An import that is killed goes on after those that were added. */
  add(entry: Entry): Promise<void>;
  /** Ends the import: another one of the same file begins anew. */
  end(): Promise<void>;
};

type Target = {
  readonly path: string;
  readonly tenantId: string;
  readonly hash: string;
  readonly dryRun: boolean;
  /** Those of a CSV file, which its failed rows have too. */
  readonly headers: readonly string[] | undefined;
};

/**
 * Opens the journal of an import, beside its file, or begins one. The journal of a dry run is not kept. Throws a
 * UsageError where the file has changed since some of its rows were imported, or where they are in another tenant.
 */
export async function openJournal({ path, tenantId, hash, dryRun, headers }: Target): Promise<Journal> {
  const file = `${path}.import.json`;
  const stem = `${path.replace(/\.[^./\\]*$/, '')}${dryRun ? '.dry-run' : ''}`;
  const heads = { failed: headers ? csvLine(['row', 'reason', ...headers]) : '', notes: csvLine(['row', 'note']) };
  const files = { failed: `${stem}.failed.${headers ? 'csv' : 'ndjson'}`, notes: `${stem}.notes.csv` };
  const kept: State | undefined = !dryRun && existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : undefined;
  const isSame = kept?.hash === hash && kept.tenantId === tenantId;
  if (kept && !isSame && kept.rows > 0)
    throw new UsageError(
      `An import of ${path} ${kept.hash === hash ? `into tenant ${kept.tenantId}` : 'as it was before it changed'} was ` +
        `interrupted. Delete ${file} to begin again`,
    );
  let state: State = (isSame && kept) || {
    tenantId,
    hash,
    id: randomBytes(4).toString('hex'),
    startedAt: Date.now(),
    rows: 0,
    counts: { created: 0, updated: 0, unchanged: 0, failed: 0 },
    noted: 0,
    lengths: { failed: 0, notes: 0 },
  };
  for (const side of sideFiles) {
    if (state.lengths[side] === 0) await rm(files[side], { force: true });
    // What was added after the last entry is added again.
    else await truncate(files[side], state.lengths[side]);
  }
  const save = async (): Promise<void> => {
    if (dryRun) return;
    await writeFile(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
    await rename(`${file}.new`, file);
  };
  await save();
  return {
    id: state.id,
    startedAt: state.startedAt,
    rows: state.rows,
    counts: state.counts,
    noted: state.noted,
    files,
    async add({ lines, ...entry }) {
      const lengths = { ...state.lengths };
      for (const side of sideFiles) {
        if (lines[side].length === 0) continue;
        const head = lengths[side] === 0 ? heads[side] : '';
        const text = head + lines[side].join('');
        await appendFile(files[side], text, { mode: 0o600 });
        lengths[side] += Buffer.byteLength(text);
      }
      state = { ...state, ...entry, lengths };
      await save();
    },
    end: () => rm(file, { force: true }),
  };
}
