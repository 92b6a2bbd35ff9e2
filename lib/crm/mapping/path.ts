import { formats } from '../../../schemas/formats.ts';
import { CrmFailure } from '../CrmFailure.ts';

type Step = (value: unknown) => readonly unknown[];

/** More than an answer of 50 records needs: a path is no way to keep the function busy. */
const mostValues = 10_000;

/**
 * All values that a path (format `path`) leads to in a JSON document, in its order; none where it leads nowhere. Throws
 * `CrmFailure` where they are more than 10,000.
 */
export function readPath(path: string, value: unknown): unknown[] {
  let values = [value];
  for (const step of stepsOf(path)) {
    values = values.flatMap(step);
    if (values.length > mostValues) {
      throw new CrmFailure('too_large', `The answer has more than ${mostValues} values at ${path}.`);
    }
  }
  return values;
}

/**
 * The values of the first path that leads to something; if all lead to what is empty, those of the first that leads
 * anywhere. Throws as readPath does.
 */
export function readFirst(paths: string | readonly string[], value: unknown): unknown[] {
  const found = [paths].flat().map((path) => readPath(path, value));
  return found.find((values) => values.some(isSomething)) ?? found.find(({ length }) => length > 0) ?? [];
}

/** Odoo writes `false` where others write `null`. */
const isSomething = (value: unknown): boolean =>
  typeof value === 'string' ? value.trim() !== '' : value !== null && value !== false && every(value)?.length !== 0;

const step = /\[(?:(?<index>\d+)|\*|(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))\]|(?<name>[^.$[\]]+)/gu;

function stepsOf(path: string): Step[] {
  if (!formats.path.pattern.test(path)) throw new Error(`A mapping ${formats.path.phrase}`);
  return [...path.matchAll(step)].map(({ groups: { index, quoted, name } = {} }) => {
    if (index !== undefined) return item(Number(index));
    const key = name ?? quoted?.slice(1, -1).replace(/\\(.)/gu, '$1');
    return key === undefined ? (value) => every(value) ?? [] : member(key);
  });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const item =
  (index: number): Step =>
  (value) =>
    Array.isArray(value) && index < value.length ? [value[index]] : [];

const member =
  (key: string): Step =>
  (value) =>
    isObject(value) && !Array.isArray(value) && Object.hasOwn(value, key) ? [value[key]] : [];

const every = (value: unknown): readonly unknown[] | undefined => (isObject(value) ? Object.values(value) : undefined);
