import { EventEmitter } from 'node:events';
import { db, type Level, type LevelOperation, type Store } from './dynalite.ts';
import { createLocks, type Locks } from './locks.ts';
import { findLastSequenceNumber } from './storedStreams.ts';

/** The engine's LevelDB and the state that all requests share. */
export interface Database {
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

/** Opens the LevelDB in `directory`, or one in memory. Rejects if another process has it open. */
export async function openDatabase(directory: string | undefined): Promise<Database> {
  const store = db.create({
    ...(directory === undefined ? {} : { path: directory }),
    createTableMs: 0,
    deleteTableMs: 0,
  });
  const level = store.db;
  try {
    await level.open();
  } catch (error) {
    throw new Error(`Cannot open the database in ${directory}. Is another npm start using it?`, { cause: error });
  }

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

  return {
    level,
    store,
    locked: createLocks(),
    lastSequenceNumber: await findLastSequenceNumber(level),
    commit,
    streams: new EventEmitter(),
  };
}
