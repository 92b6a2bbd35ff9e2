import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { damaged } from '../../fileErrors.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS messages (
    number INTEGER PRIMARY KEY, messageId TEXT NOT NULL, queue TEXT NOT NULL, body TEXT NOT NULL, sentAt INTEGER NOT NULL,
    visibleAt INTEGER NOT NULL, receives INTEGER NOT NULL DEFAULT 0, firstReceivedAt INTEGER, receiptHandle TEXT UNIQUE,
    cameFrom TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS byVisibility ON messages (queue, visibleAt);
  CREATE TABLE IF NOT EXISTS checkpoints (reader TEXT PRIMARY KEY, sequenceNumber TEXT NOT NULL) STRICT;
`;

/** SQLite's result codes for another schema, a malformed file, and a file of another program. */
const damageCodes: readonly unknown[] = [1, 11, 26];

/** The database file of the queues in `directory`. */
export const queuesFile = (directory: string) => join(directory, 'queues.sqlite');

/**
 * Opens the database of the queues in `directory`, or one in memory, and passes it to `prepare`. Throws one sentence
 * that names the file if it is damaged, lacks what `prepare` needs, or cannot be used.
 */
export function openQueuesDatabase<T>(directory: string | undefined, prepare: (database: DatabaseSync) => T): T {
  const file = directory ? queuesFile(directory) : ':memory:';
  const database = new DatabaseSync(file, { open: false, timeout: 5000 });
  try {
    database.open();
    // Committed messages survive a crash of this process, but perhaps not a power failure.
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${schema}`);
    const problem = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    if (problem !== 'ok') throw damaged(file, String(problem).replaceAll(/\s+/g, ' '));
    return prepare(database);
  } catch (error) {
    if (database.isOpen) database.close();
    throw describe(file, error);
  }
}

/** An error of SQLite as one sentence. Other errors are returned as they are. */
function describe(file: string, error: unknown): unknown {
  const { errcode, message }: { errcode?: unknown; message?: unknown } = Object(error);
  if (errcode === undefined) return error;
  if (damageCodes.includes(errcode)) return damaged(file, String(message), error);
  return new Error(`Cannot use ${file}: ${message}.`, { cause: error });
}
