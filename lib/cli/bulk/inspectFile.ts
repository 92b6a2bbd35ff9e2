import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** What is to be known of a file before its rows are read. */
export type Inspected = {
  readonly hash: string;
  readonly bytes: number;
  readonly encoding: 'utf-8' | 'windows-1252' | 'utf-16le' | 'utf-16be';
};

/**
 * Reads a file once, for its hash, its size and its encoding: UTF-16 by its byte order mark, or the
 * zero in its first character, and Windows-1252, which spreadsheets still write, where it is not UTF-8.
 */
export async function inspectFile(path: string): Promise<Inspected> {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  let encoding: Inspected['encoding'] = 'utf-8';
  const decodes = (chunk?: Buffer): boolean => {
    try {
      decoder.decode(chunk, { stream: chunk !== undefined });
      return true;
    } catch (error) {
      if (Object(error).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false;
      throw error;
    }
  };
  for await (const chunk of createReadStream(path)) {
    if (bytes === 0) encoding = utf16Of(chunk) ?? encoding;
    bytes += chunk.length;
    hash.update(chunk);
    if (encoding === 'utf-8' && !decodes(chunk)) encoding = 'windows-1252';
  }
  if (encoding === 'utf-8' && !decodes()) encoding = 'windows-1252';
  return { hash: hash.digest('hex'), bytes, encoding };
}

/** The form of UTF-16 of a file that begins so. All headers and JSON begin with a character of ASCII. */
function utf16Of([first, second]: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  return undefined;
}
