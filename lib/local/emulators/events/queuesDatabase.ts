import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { damaged } from '../../fileErrors.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS messages (
    number INTEGER PRIMARY KEY, messageId TEXT NOT NULL, queue TEXT NOT NULL, body TEXT NOT NULL, sentAt INTEGER NOT NULL,
    visibleAt INTEGER NOT NULL, receives INTEGER NOT NULL DEFAULT 0, firstReceivedAt INTEGER, receiptHandle TEXT UNIQUE,
    cameFrom TEXT, groupId TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS byVisibility ON messages (queue, visibleAt);
  CREATE INDEX IF NOT EXISTS byGroup ON messages (queue, groupId, visibleAt);
  CREATE TABLE IF NOT EXISTS checkpoints (reader TEXT PRIMARY KEY, sequenceNumber TEXT NOT NULL) STRICT;
`;

/** SQLite's result codes for another schema, a malformed file, and a file of another program. */
const damageCodes: readonly unknown[] = [1, 11, 26];

/** The database file of the queues in `directory`. */
export const queuesFile = (directory: string) => join(directory, 'queues.sqlite');

/** The values of a statement's named parameters. */
type Values = Record<string, SQLInputValue>;

/** A database whose errors are one sentence that names the file. Its SQL has a function `uuid()`. */
export interface QueuesDatabase {
  prepare(sql: string): {
    run(values: Values): ReturnType<StatementSync['run']>;
    get(values: Values): ReturnType<StatementSync['get']>;
    all(values: Values): ReturnType<StatementSync['all']>;
  };
  close(): void;
  /** Resolves with the first error of a statement. */
  readonly failed: Promise<Error>;
}

/**
 * Opens the database of the queues in `directory`, or one in memory, and passes it to `use`. Throws one sentence that
 * names the file if it is damaged, lacks what `use` prepares, or cannot be used.
 */
export function openQueuesDatabase<T>(directory: string | undefined, use: (database: QueuesDatabase) => T): T {
  const file = directory ? queuesFile(directory) : ':memory:';
  const database = new DatabaseSync(file, { open: false, timeout: 5000 });
  try {
    database.open();
    // Committed messages survive a crash of this process, but perhaps not a power failure.
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${schema}`);
    const problem = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    if (problem !== 'ok') throw damaged(file, String(problem).replaceAll(/\s+/g, ' '));
    database.function('uuid', () => randomUUID());
    return use(describeErrors(database, file));
  } catch (error) {
    if (database.isOpen) database.close();
    throw describe(file, error) ?? error;
  }
}

function describeErrors(database: DatabaseSync, file: string): QueuesDatabase {
  const { promise: failed, resolve: fail } = Promise.withResolvers<Error>();
  function attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const described = describe(file, error);
      if (described) fail(described);
      throw described ?? error;
    }
  }
  return {
    prepare(sql) {
      const statement = database.prepare(sql);
      return {
        run: (values) => attempt(() => statement.run(values)),
        get: (values) => attempt(() => statement.get(values)),
        all: (values) => attempt(() => statement.all(values)),
      };
    },
    close: () => database.close(),
    failed,
  };
}

/** Describes an error of SQLite in one sentence; `undefined` for any other error. */
function describe(file: string, error: unknown): Error | undefined {
  const { errcode, message }: { errcode?: unknown; message?: unknown } = Object(error);
  if (errcode === undefined) return undefined;
  if (damageCodes.includes(errcode)) return damaged(file, String(message), error);
  return new Error(`Cannot use ${file}: ${message}.`, { cause: error });
}
