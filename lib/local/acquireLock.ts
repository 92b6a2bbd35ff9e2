import { open } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { throwCannot } from './fileErrors.ts';

/** SQLite's result codes: https://sqlite.org/rescode.html */
const [busy, notADatabase] = [5, 26];

/**
 * The locks of this process by their files. An open database that nothing refers to would be closed, and its lock
 * released.
 */
const held = new Map<string, DatabaseSync>();

/**
 * Locks a file, which is created if it does not exist, until the returned function is called or this process ends,
 * however it ends. Returns undefined if it is locked already. Throws one sentence if it cannot be locked.
 */
export async function acquireLock(file: string): Promise<(() => void) | undefined> {
  if (held.has(file)) return undefined;
  // SQLite would not say why it cannot open a file.
  const opened = await open(file, 'a', 0o600).catch((error) => throwCannot(`write to ${file}`, error));
  await opened.close();
  const database = new DatabaseSync(file);
  try {
    // A lock of the operating system, unlike a file with a process id, does not outlive its process.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    const { errcode }: { errcode?: unknown } = Object(error);
    if (errcode === busy) return undefined;
    throw errcode === notADatabase ? new Error(`${file} is not a lock of the service. Delete it.`) : error;
  }
  held.set(file, database);
  return () => {
    held.delete(file);
    database.close();
  };
}
