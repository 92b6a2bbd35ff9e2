import { readFile, rename, writeFile } from 'node:fs/promises';

/** Writes `content` as JSON to `file`, for its owner alone to read; a reader sees the whole of it or what was there before. */
export async function writePrivateFile(file: string, content: object): Promise<void> {
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, file);
}

/** What `writePrivateFile` wrote to `file`; `undefined` where there is no such file. */
export async function findPrivateFile<Content>(file: string): Promise<Content | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (Object(error).code === 'ENOENT') return undefined;
    throw error;
  }
}
