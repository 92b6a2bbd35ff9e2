import { readFile, rename, writeFile } from 'node:fs/promises';

/**
 * Writes `content` as JSON to `file`, readable by its owner only. The write is atomic: readers see the old or the new
 * content.
 */
export async function writePrivateFile(file: string, content: object): Promise<void> {
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, file);
}

/** Reads what `writePrivateFile` wrote to `file`; `undefined` if the file does not exist. */
export async function findPrivateFile<Content>(file: string): Promise<Content | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (Object(error).code === 'ENOENT') return undefined;
    throw error;
  }
}
