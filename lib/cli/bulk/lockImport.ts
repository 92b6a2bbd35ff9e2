import { rmSync } from 'node:fs';
import { acquireLock } from '../../local/acquireLock.ts';

/**
 * Keeps other imports of a file out until the returned function is called, or this process ends, however it ends. Two
 * of them would write one journal. Throws one sentence while there is another one.
 */
export async function lockImport(path: string): Promise<() => void> {
  const file = `${path}.import.lock`;
  const release = await acquireLock(file);
  if (release === undefined) throw new Error(`Another import of ${path} is running. Wait for its end, or stop it.`);
  return () => {
    rmSync(file, { force: true });
    release();
  };
}
