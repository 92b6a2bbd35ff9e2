import type { Level, Range } from './dynalite.ts';

/** The range of all keys that begin with `prefix`. */
export function prefixed(prefix: string): { gte: string; lt: string } {
  return { gte: prefix, lt: `${prefix}\uffff` };
}

/** The values of a range; the caller knows their type. */
export async function readAll<T>(level: Level, range: Range): Promise<T[]> {
  const values: T[] = [];
  for await (const value of level.values(range)) values.push(value as T);
  return values;
}
