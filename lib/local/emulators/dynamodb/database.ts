import { EventEmitter } from 'node:events';
import { readdir } from 'node:fs/promises';
import { damaged, throwCannot } from '../../fileErrors.ts';
import { db, type Level, type LevelOperation, type Store } from './dynalite.ts';
import { createLocks, type Locks } from './locks.ts';
import { findLastSequenceNumber } from './storedStreams.ts';

/** The engine's LevelDB and the state that all requests share. */
export interface Database {
  /** `undefined` if the data is in memory. */
  directory: string | undefined;
  level: Level;
  /** dynalite's store on the same LevelDB; used for its settings, account and region. */
  store: Store;
  locked: Locks;
  /** The sequence number of the newest stream record. */
  lastSequenceNumber: string;
  /** Writes all operations or none. The operations of an earlier call are never visible after those of a later call. */
  commit(operations: LevelOperation[]): Promise<void>;
  /** Emits `record` when stream records have been committed. */
  streams: EventEmitter<{ record: [] }>;
}

/**
 * Opens the LevelDB in `directory`, or one in memory. Rejects with one sentence if another process has it open, or if
 * it is damaged.
 */
export async function openDatabase(directory: string | undefined): Promise<Database> {
  // The store opens the LevelDB by itself.
  if (directory !== undefined && (await hasLostItsRoot(directory)))
    throw damaged(`The database in ${directory}`, 'CURRENT is missing');
  const store = db.create({
    ...(directory === undefined ? {} : { path: directory }),
    createTableMs: 0,
    deleteTableMs: 0,
  });
  const level = store.db;
  const lastSequenceNumber = await open(level).catch(async (error) => {
    await level.close();
    throw databaseError(directory, error) ?? error;
  });

  // Commits that arrive while a batch is being written share the next batch.
  let next: { operations: LevelOperation[]; written: Promise<void> } | undefined;
  let last: Promise<void> = Promise.resolve();

  function commit(operations: LevelOperation[]): Promise<void> {
    if (!next) {
      const group: LevelOperation[] = [];
      const write = () => {
        next = undefined;
        return level.batch(group);
      };
      next = { operations: group, written: last.then(write, write) };
      last = next.written;
    }
    next.operations.push(...operations);
    return next.written;
  }

  return { directory, level, store, locked: createLocks(), lastSequenceNumber, commit, streams: new EventEmitter() };
}

/** Opens the LevelDB, and returns the sequence number of its newest stream record. */
async function open(level: Level): Promise<string> {
  await level.open();
  return findLastSequenceNumber(level);
}

/** Whether the file that leads to all others is missing. LevelDB would begin anew, and delete the others. */
async function hasLostItsRoot(directory: string): Promise<boolean> {
  const names: string[] = await readdir(directory).catch((error) =>
    error.code === 'ENOENT' ? [] : throwCannot(`read ${directory}`, error),
  );
  return !names.includes('CURRENT') && names.some((name) => /^\d+\.(ldb|log|sst)$/.test(name));
}

/** Describes an error of the LevelDB in `directory` in one sentence; `undefined` for any other error. */
export function databaseError(directory: string | undefined, error: unknown): Error | undefined {
  const { code, message, cause }: { code?: unknown; message?: unknown; cause?: unknown } = Object(error);
  if (code === 'LEVEL_DATABASE_NOT_OPEN' && cause) return databaseError(directory, cause);
  if (directory === undefined || !String(code).startsWith('LEVEL_')) return undefined;
  if (code === 'LEVEL_LOCKED')
    return new Error(`Another process is using the database in ${directory}.`, { cause: error });
  if (
    /No space left|File too large|quota exceeded|Permission denied|Read-only|Too many open files/.test(String(message))
  )
    return new Error(`Cannot use the database in ${directory}: ${message}.`, { cause: error });
  return damaged(`The database in ${directory}`, String(message), error);
}
