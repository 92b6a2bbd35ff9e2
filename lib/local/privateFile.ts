import { readFile, rename, writeFile } from 'node:fs/promises';
import { damaged, throwCannot } from './fileErrors.ts';

/**
 * Writes `content` as JSON to `file`, readable by its owner only. The write is atomic: readers see the old or the new
 * content. Throws one sentence that names the file.
 */
export async function writePrivateFile(file: string, content: object): Promise<void> {
  const unfinished = `${file}.${process.pid}`;
  try {
    await writeFile(unfinished, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    await rename(unfinished, file);
  } catch (error) {
    throwCannot(`write ${file}`, error);
  }
}

/**
 * Reads what `writePrivateFile` wrote to `file`; `undefined` if the file does not exist. The content must have at least
 * the fields of `example`, with values of the same types. Throws one sentence that names the file.
 */
export async function findPrivateFile<Content>(file: string, example: Content): Promise<Content | undefined> {
  const text = await readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throwCannot(`read ${file}`, error);
  });
  if (text === undefined) return undefined;
  const content = parse(file, text);
  if (!isLike(example, content)) throw damaged(file, 'it lacks what the service wrote there');
  return content;
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(file, 'it is not JSON', error);
  }
}

/** Whether a value has the type of the example, and its fields those of the example's fields. Lists may be empty. */
function isLike<Example>(example: Example, value: unknown): value is Example {
  if (Array.isArray(example)) return Array.isArray(value) && value.every((each) => isLike(example[0], each));
  if (typeof example !== 'object' || example === null) return typeof value === typeof example;
  const fields: Record<string, unknown> = Object(value);
  return Object.entries(example).every(([name, field]) => isLike(field, fields[name]));
}
