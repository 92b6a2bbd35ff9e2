import { lstat, readdir, rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isDataFile, lockDataDirectory, lockFile } from './dataDirectory.ts';
import { throwCannot } from './fileErrors.ts';

/** The names of the files of a LevelDB. */
const isLevelDbFile = (name: string): boolean => /^(CURRENT|LOCK|LOG(\.old)?|MANIFEST-\d+|\d+\.\w+)$/.test(name);

/**
 * Deletes the files of the service in a data directory, by their names, and then the directory if it is empty. Follows
 * no symbolic links. Returns a sentence about what it did. Throws if a service uses the directory, or if the directory
 * has files, but no service has used it.
 */
export async function deleteData(directory: string): Promise<string> {
  const names = await readdir(directory).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throwCannot(`read ${directory} (LOCAL_DIRECTORY)`, error);
  });
  if (names.length === 0) return `There is nothing to delete in ${directory}.`;
  const ours = names.filter(isDataFile);
  if (!(await isDataDirectory(directory, names)))
    throw new Error(`Nothing was deleted: ${directory} (LOCAL_DIRECTORY) has none of the service's files.`);

  const unlock = await lockDataDirectory(directory);
  try {
    for (const name of ours) if (name !== lockFile) await deleteEntry(join(directory, name));
  } catch (error) {
    throwCannot(`delete the data in ${directory}`, error);
  } finally {
    unlock();
  }
  await rm(join(directory, lockFile), { force: true });

  const left = await readdir(directory);
  if (left.length > 0)
    return `Deleted the service's files in ${directory}. It did not make, and left: ${left.join(', ')}.`;
  if ((await lstat(directory)).isDirectory()) await rmdir(directory);
  return `Deleted ${directory}.`;
}

/** Whether the service has used the directory. Other programs have files named `version` and `secrets.json`, too. */
async function isDataDirectory(directory: string, names: readonly string[]): Promise<boolean> {
  if (names.includes(lockFile)) return true;
  const inDatabase = await readdir(join(directory, 'dynamodb')).catch((error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throwCannot(`read ${directory} (LOCAL_DIRECTORY)`, error);
  });
  return inDatabase.some(isLevelDbFile);
}

/** Deletes a file, a symbolic link, or a folder without anything but the files of a LevelDB. */
async function deleteEntry(path: string): Promise<void> {
  if (!(await lstat(path)).isDirectory()) return unlink(path);
  const names = await readdir(path, { withFileTypes: true });
  for (const entry of names)
    if (isLevelDbFile(entry.name) && !entry.isDirectory()) await unlink(join(path, entry.name));
  if ((await readdir(path)).length === 0) await rmdir(path);
}
