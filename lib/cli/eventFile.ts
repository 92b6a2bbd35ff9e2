import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { UsageError } from './run.ts';

/** An event as it is written in a file. */
export interface FileEvent {
  readonly source: string;
  readonly type: string;
  readonly detail: object;
  readonly time: Date | undefined;
  readonly resources: readonly unknown[];
}

/** Reads the events in a JSON file, or in standard input if `file` is `-`. Throws a UsageError if they have no form. */
export async function readEventFile(file: string): Promise<FileEvent[]> {
  const content = await read(file);
  const events = Array.isArray(content) ? content : [content];
  if (events.length === 0) throw new UsageError('The file contains no event');
  return events.map((event: unknown, i) => eventOf(event, `Event ${i + 1}`));
}

async function read(file: string): Promise<unknown> {
  const content = await (file === '-' ? text(process.stdin) : readFile(file, 'utf8')).catch((error: Error) => {
    throw new UsageError(`${file} cannot be read: ${error.message}`);
  });
  try {
    return JSON.parse(content);
  } catch {
    throw new UsageError(`${file} is not JSON`);
  }
}

function eventOf(event: unknown, name: string): FileEvent {
  const { source, 'detail-type': type, detail, time, resources = [] }: Record<string, unknown> = Object(event);
  if (typeof source !== 'string') throw new UsageError(`${name}: "source" must be a string`);
  if (typeof type !== 'string') throw new UsageError(`${name}: "detail-type" must be a string`);
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail))
    throw new UsageError(`${name}: "detail" must be an object`);
  if (!Array.isArray(resources)) throw new UsageError(`${name}: "resources" must be an array`);
  const date = time === undefined ? undefined : new Date(String(time));
  if (Number.isNaN(date?.getTime())) throw new UsageError(`${name}: "time" must be a date and time`);
  return { source, type, detail, time: date, resources };
}
