import { type Matcher, matcher } from './pattern.ts';

/** An object in serverless.yml and its path. */
export interface Section {
  readonly where: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Throws an error about the value at the path `where` in serverless.yml. */
export function reject(where: string, problem: string): never {
  throw new Error(`serverless.yml: ${where} ${problem}`);
}

/** Requires an object. If `known` is given, other fields throw, because they would be ignored. */
export function section(value: unknown, where: string, known?: readonly string[]): Section {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) reject(where, 'must be an object');
  const unknown = Object.keys(value).find((name) => known && !known.includes(name));
  if (unknown) reject(where, `has ${unknown}, which is not emulated`);
  return { where, fields: { ...value } };
}

/** Requires a list. */
export function list(value: unknown, where: string): readonly unknown[] {
  return Array.isArray(value) ? value : reject(where, 'must be a list');
}

/** Requires a string that is not empty. */
export function text(value: unknown, where: string): string {
  return typeof value === 'string' && value !== '' ? value : reject(where, 'must be a string that is not empty');
}

/** Requires an integer of at least `min`. Accepts digits in a string, because command-line parameters are strings. */
export function count(value: unknown, where: string, min = 1): number {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < min)
    reject(where, `must be an integer of at least ${min}`);
  return number;
}

/** The logical id in a `Fn::GetAtt` of `attribute`. */
export function attributeOf(value: unknown, attribute: string, where: string): string {
  const [id, name] = list(section(value, where, ['Fn::GetAtt']).fields['Fn::GetAtt'], where);
  if (name !== attribute) reject(where, `must be Fn::GetAtt of a resource's ${attribute}`);
  return text(id, where);
}

/** Compiles the pattern at `where`. */
export function matcherOf(pattern: unknown, where: string): Matcher {
  try {
    return matcher(pattern);
  } catch (error) {
    return reject(where, `is invalid: ${error instanceof Error ? error.message : error}`);
  }
}

/** Throws unless the field has this value, the only one that is emulated. */
export function requireValue({ fields, where }: Section, name: string, expected: unknown): void {
  if (JSON.stringify(fields[name]) !== JSON.stringify(expected))
    reject(where, `must have ${name}: ${JSON.stringify(expected)}, because no other value is emulated`);
}
