import { type Matcher, matcher } from './pattern.ts';

/** Part of serverless.yml, and where it stands there. */
export interface Section {
  readonly where: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Throws the sentence that a person needs who wrote something at `where` in serverless.yml. */
export function reject(where: string, problem: string): never {
  throw new Error(`serverless.yml: ${where} ${problem}`);
}

/** An object, all of whose fields are among `known`, if that is given: a field that would be passed over throws. */
export function section(value: unknown, where: string, known?: readonly string[]): Section {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) reject(where, 'must be an object');
  const unknown = Object.keys(value).find((name) => known && !known.includes(name));
  if (unknown) reject(where, `has ${unknown}, which is not emulated`);
  return { where, fields: { ...value } };
}

/** A list, of anything. */
export function list(value: unknown, where: string): readonly unknown[] {
  return Array.isArray(value) ? value : reject(where, 'must be a list');
}

/** A text that is not empty. */
export function text(value: unknown, where: string): string {
  return typeof value === 'string' && value !== '' ? value : reject(where, 'must be a text');
}

/** A whole number from `least` on; also as a text, as a parameter of the command line is. */
export function count(value: unknown, where: string, least = 1): number {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < least)
    reject(where, `must be a whole number from ${least} on`);
  return number;
}

/** The logical id of the resource whose `attribute` is meant. */
export function attributeOf(value: unknown, attribute: string, where: string): string {
  const [id, name] = list(section(value, where, ['Fn::GetAtt']).fields['Fn::GetAtt'], where);
  if (name !== attribute) reject(where, `must be the ${attribute} of a resource`);
  return text(id, where);
}

/** What the pattern matches. */
export function matcherOf(pattern: unknown, where: string): Matcher {
  try {
    return matcher(pattern);
  } catch (error) {
    return reject(where, `cannot be used: ${error instanceof Error ? error.message : error}`);
  }
}

/** Throws unless the section's field says exactly this, where AWS could do otherwise and the emulation cannot. */
export function insist({ fields, where }: Section, name: string, only: unknown): void {
  if (JSON.stringify(fields[name]) !== JSON.stringify(only))
    reject(where, `must have ${name}: ${JSON.stringify(only)}, because nothing else is emulated`);
}
