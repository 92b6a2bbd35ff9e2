import { existsSync } from 'node:fs';
import { mkdir, open, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { throwCannot } from './fileErrors.ts';

/** The file whose lock shows that a service uses the data directory. */
export const lockFile = 'lock';

/** Whether the service makes a file or folder of this name in its data directory. */
export const isDataFile = (name: string): boolean =>
  /^(lock|version|dynamodb|queues\.sqlite(-wal|-shm|-journal)?|(demo|issuer|crm|secrets)\.json(\.\d+)?)$/.test(name);

/** SQLite's result codes: https://sqlite.org/rescode.html */
const [busy, notADatabase] = [5, 26];

/**
 * The locks of this process by their files. An open database that nothing refers to would be closed, and its lock
 * released.
 */
const held = new Map<string, DatabaseSync>();

/**
 * Creates the data directory if it does not exist, and locks it. Throws one sentence if that is not possible, or if the
 * folder has files of others, among which the data would be scattered.
 */
export async function openDataDirectory(directory: string): Promise<void> {
  const names = await makeFolder(directory)
    .then(() => readdir(directory))
    .catch((error) => throwCannot(`use ${directory} (LOCAL_DIRECTORY) as the data directory`, error));
  if (!names.includes(lockFile) && !names.every(isDataFile))
    throw new Error(`${directory} (LOCAL_DIRECTORY) has other files than local data. Name a new or an empty folder.`);
  await lockDataDirectory(directory);
}

/** Makes a folder and its missing parents. Node's own option for that never ends in /proc. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const { code }: { code?: unknown } = Object(error);
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    await makeFolder(dirname(path));
    await makeFolder(path);
  }
}

/**
 * Locks a data directory against other processes until the returned function is called or this process ends, however it
 * ends. Throws if another process has locked it.
 */
export async function lockDataDirectory(directory: string): Promise<() => void> {
  const file = join(directory, lockFile);
  if (held.has(file)) throw inUse(directory);
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
    if (errcode === busy) throw inUse(directory);
    throw errcode === notADatabase ? new Error(`${file} is not a lock of the service. Delete it.`) : error;
  }
  held.set(file, database);
  return () => {
    held.delete(file);
    database.close();
  };
}

const inUse = (directory: string): Error => new Error(`npm start is using ${directory}. Stop it with Ctrl-C first.`);
