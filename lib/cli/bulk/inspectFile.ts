import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** What is to be known of a file before its rows are read. */
export type Inspected = {
  readonly hash: string;
  readonly bytes: number;
  readonly encoding: 'utf-8' | 'windows-1252' | 'utf-16le';
};

/**
 * Reads a file once, for its hash, its size and its encoding: UTF-16 by its byte order mark, and Windows-1252, which
 * spreadsheets still write, where it is not UTF-8.
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
    if (bytes === 0 && chunk[0] === 0xff && chunk[1] === 0xfe) encoding = 'utf-16le';
    bytes += chunk.length;
    hash.update(chunk);
    if (encoding === 'utf-8' && !decodes(chunk)) encoding = 'windows-1252';
  }
  if (encoding === 'utf-8' && !decodes()) encoding = 'windows-1252';
  return { hash: hash.digest('hex'), bytes, encoding };
}
