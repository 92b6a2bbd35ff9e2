import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { duplicateKey } from '../../duplicateKey.ts';
import { UsageError } from '../run.ts';
import { original } from './cells.ts';
import type { Inspected } from './inspectFile.ts';

/**
 * One record of a file. `number` is its row in a spreadsheet, where the headers are the first one, or its line. `cells`
 * are those of CSV, a JSON value is that of NDJSON, and a fault says why a line is none.
 */
export type FileRecord = { readonly number: number; readonly bytes: number } & (
  | { readonly cells: readonly string[] }
  | { readonly json: unknown }
  | { readonly fault: string; readonly line: string }
);

/** The headers of a CSV file; none of NDJSON, whose lines have keys. The records are to be read once. */
export type FileRecords = { readonly headers?: readonly string[]; readonly records: AsyncIterable<FileRecord> };

/** The length of a row of CSV from which on it is none: a quote before it is not closed, and no memory is enough. */
const maxRowLength = 1_000_000;

/**
 * Opens a file by the ending of its name. Reads it piece by piece. Throws a UsageError for a file of another kind, and,
 * from the records, an error for a row of CSV that does not end.
 */
export async function openRecords(path: string, inspected: Inspected): Promise<FileRecords> {
  if (/\.(ndjson|jsonl)$/i.test(path)) return { records: jsonLines(decoded(path, inspected)) };
  if (!/\.(csv|tsv|txt)$/i.test(path)) throw new UsageError(`${path} must be a .csv or .ndjson file`);
  const records = csvRecords(decoded(path, inspected), await delimiterOf(path, inspected));
  const head = await records.next();
  if (head.done || !('cells' in head.value)) throw new UsageError(`${path} has no headers`);
  return { headers: head.value.cells, records };
}

async function* decoded(path: string, { encoding }: Inspected): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The character that separates cells: the most frequent one in the line of the headers, outside quotes. */
async function delimiterOf(path: string, inspected: Inspected): Promise<string> {
  let head = '';
  for await (const text of decoded(path, inspected)) {
    head += text;
    if (/[\r\n]/.test(head)) break;
  }
  const [line = ''] = head.replace(/"[^"]*"/g, '').split(/[\r\n]/);
  const [most = ','] = [',', ';', '\t'].toSorted((a, b) => line.split(b).length - line.split(a).length);
  return most;
}

async function* csvRecords(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<FileRecord> {
  const leniently = { bom: true, relax_column_count: true, relax_quotes: true };
  const parser = parse({ ...leniently, delimiter, info: true, max_record_size: maxRowLength });
  // An error of either ends the loop.
  pipeline(text, parser, () => {});
  let number = 0;
  try {
    for await (const { record, info } of parser) {
      number++;
      const cells = Array.from<string, string>(record, original);
      if (cells.some((cell) => cell.trim() !== '')) yield { number, bytes: info.bytes, cells };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Error(`Row ${parser.info.records + 1} does not end: a quote in it is not closed`, { cause: error });
  }
}

async function* jsonLines(text: AsyncIterable<string>): AsyncGenerator<FileRecord> {
  let [number, bytes, rest] = [0, 0, ''];
  for await (const part of text) {
    const lines = (rest + part).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      bytes += line.length + 1;
      number++;
      if (line.trim()) yield { number, bytes, ...parsed(line) };
    }
  }
  if (rest.trim()) yield { number: number + 1, bytes: bytes + rest.length, ...parsed(rest) };
}

function parsed(line: string): { readonly json: unknown } | { readonly fault: string; readonly line: string } {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return { fault: 'the line is not JSON', line };
  }
  const repeated = duplicateKey(line, json);
  return repeated === undefined ? { json } : { fault: `the line has the key ${repeated} more than once`, line };
}
