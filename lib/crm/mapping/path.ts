import * as formats from '../../../schemas/formats.ts';
import { CrmFailure } from '../CrmFailure.ts';

type Step = (value: unknown) => readonly unknown[];

/** More than a result of 50 records needs. Limits the time that a tenant's path can take. */
const maxValues = 10_000;

/**
 * Returns all values at a path (format `path`) in a JSON document, in document order; none if the path does not exist.
 * Throws `too_large` if they are more than 10,000.
 */
export function readPath(path: string, value: unknown): unknown[] {
  let values = [value];
  for (const step of stepsOf(path)) {
    values = values.flatMap(step);
    if (values.length > maxValues) {
      throw new CrmFailure('too_large', `The result has more than ${maxValues} values at ${path}.`);
    }
  }
  return values;
}

/**
 * Returns the values of the first path that has a non-empty value. If there is none, those of the first path that
 * exists. Throws as readPath does.
 */
export function readFirst(paths: string | readonly string[], value: unknown): unknown[] {
  const found = [paths].flat().map((path) => readPath(path, value));
  return found.find((values) => values.some(isNonEmpty)) ?? found.find(({ length }) => length > 0) ?? [];
}

/** `false` counts as empty, because Odoo has it in place of `null`. */
const isNonEmpty = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.trim() !== ''
    : value !== null && value !== false && childrenOf(value)?.length !== 0;

const stepPattern = /\[(?:(?<index>\d+)|\*|(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))\]|(?<name>[^.$[\]]+)/gu;

function stepsOf(path: string): Step[] {
  if (!formats.path.validate(path)) throw new Error(`A mapping ${formats.path.phrase}`);
  return [...path.matchAll(stepPattern)].map(({ groups: { index, quoted, name } = {} }) => {
    if (index !== undefined) return item(Number(index));
    const key = name ?? quoted?.slice(1, -1).replace(/\\(.)/gu, '$1');
    return key === undefined ? (value) => childrenOf(value) ?? [] : member(key);
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

const childrenOf = (value: unknown): readonly unknown[] | undefined =>
  isObject(value) ? Object.values(value) : undefined;
