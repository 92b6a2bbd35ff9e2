import { existsSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { acquireLock } from './acquireLock.ts';
import { throwCannot } from './fileErrors.ts';

/** The file whose lock shows that a service uses the data directory. */
export const lockFile = 'lock';

/** Whether the service makes a file or folder of this name in its data directory. */
export const isDataFile = (name: string): boolean =>
  /^(lock|version|dynamodb|queues\.sqlite(-wal|-shm|-journal)?|(demo|issuer|crm|secrets)\.json(\.\d+)?)$/.test(name);

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
  const release = await acquireLock(join(directory, lockFile));
  if (release === undefined) throw inUse(directory);
  return release;
}

const inUse = (directory: string): Error => new Error(`npm start is using ${directory}. Stop it with Ctrl-C first.`);
