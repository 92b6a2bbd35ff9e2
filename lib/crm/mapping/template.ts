import type { Lookup } from '../../../schemas/crmLookups.ts';
import type { Fault } from '../../contacts/ContactError.ts';

/** What is filled in. A lookup by email has no phone, and the other way round. */
export type Values = { readonly email?: string; readonly phone?: string; readonly tenantId: string };

const names = ['email', 'phone', 'tenantId'] as const;

/**
 * How a value is written inside the quotation marks of a query language. None of them is for patterns, where `%` and `_`
 * have a meaning: an address is looked up by equality.
 *
 * `soql`: SOQL and SOSL Reference, "Quoted String Escape Sequences": a backslash before `\`, `'` and `"`; before anything
 * else that needs none it is an error, so `_` and `%` stay as they are.
 * `odata`: OData 4.01 ABNF, `SQUOTE-in-string`: `'` is doubled. `sql`: ISO 9075 and T-SQL do the same.
 * `coql`: Zoho, "Kaizen #171: FAQs on COQL API": `'` is doubled. What a backslash means there is written nowhere, and if it
 * escapes, `\'` would end the text; so it is left out, and who is found then is not taken for a match.
 * `digits`: a phone number without its plus sign.
 */
const escapers = {
  soql: (value: string) => value.replace(/[\\'"]/g, '\\$&'),
  odata: (value: string) => value.replaceAll("'", "''"),
  sql: (value: string) => value.replaceAll("'", "''"),
  coql: (value: string) => value.replaceAll('\\', '').replaceAll("'", "''"),
  digits: (value: string) => value.replace(/\D/g, ''),
} as const;

const isName = (name: string): name is (typeof names)[number] => names.some((known) => known === name);
const isEscaper = (name: string): name is keyof typeof escapers => Object.hasOwn(escapers, name);

const placeholder = /\{\{([^{}]*)\}\}/g;

/** `email|soql` -> `email`, `soql` */
const partsOf = (inside: string): string[] => inside.split('|').map((part) => part.trim());

/**
 * Fills values into the strings of a lookup's arguments, as `{{email}}` or, for a query language, `{{email|soql}}`. Keys stay
 * as they are, and what was filled in is not read again. For arguments without templateFaults.
 */
export const fill = (args: Lookup['args'], values: Values): Record<string, unknown> =>
  Object.fromEntries(Object.entries(args).map(([key, part]) => [key, fillPart(part, values)]));

function fillPart(part: unknown, values: Values): unknown {
  if (typeof part === 'string') return part.replace(placeholder, (_, inside: string) => write(inside, values));
  if (Array.isArray(part)) return part.map((item) => fillPart(item, values));
  return isObject(part) ? fill(part, values) : part;
}

function write(inside: string, values: Values): string {
  const [name = '', escaper] = partsOf(inside);
  const value = isName(name) ? values[name] : undefined;
  if (value === undefined) throw new Error(`A template has no value for {{${inside}}}`);
  if (escaper === undefined) return value;
  if (!isEscaper(escaper)) throw new Error(`A template has an unknown escaper, {{${inside}}}`);
  return escapers[escaper](value);
}

const isObject = (part: unknown): part is Record<string, unknown> => typeof part === 'object' && part !== null;

const deepest = 20;
const mostPlaceholders = 50;

/**
 * What is wrong with the templates of a lookup: none where it can be filled in and asks about the one address. Pointers are
 * relative to its arguments, and the sentences lack their subject, for which the caller has the name.
 */
export function templateFaults({ by, args }: Lookup): Fault[] {
  const parts = [...partsIn(args, '', 0)];
  if (parts.some(({ depth }) => depth > deepest)) {
    return [{ pointer: '', message: `must not be nested more than ${deepest} deep` }];
  }
  const texts = parts.flatMap(({ pointer, part }) => (typeof part === 'string' ? [{ pointer, text: part }] : []));
  const used = texts.flatMap(({ text }) =>
    [...text.matchAll(placeholder)].map(([, inside = '']) => partsOf(inside)[0]),
  );
  const whole = [
    !parts.every(({ part }) => typeof part !== 'number' || isKeepable(part)) &&
      'must not have a number that is that large or small',
    !used.includes(by) && `must mention {{${by}}}, or everybody would be the person that is found`,
    used.length > mostPlaceholders && `must not have more than ${mostPlaceholders} values to fill in`,
  ].flatMap((message) => (message ? [{ pointer: '', message }] : []));
  return [
    ...whole,
    ...texts.flatMap(({ pointer, text }) => faultsIn(text, by).map((message) => ({ pointer, message }))),
  ];
}

/** DynamoDB has exponents up to 125, and its client takes no integer that JavaScript can't hold exactly. */
const isKeepable = (number: number): boolean =>
  Number.isSafeInteger(number) || (!Number.isInteger(number) && Math.abs(number) > 1e-100 && Math.abs(number) < 1e100);

type Part = { readonly pointer: string; readonly part: unknown; readonly depth: number };

/** A part that is too deep is told, but not entered. */
function* partsIn(part: unknown, pointer: string, depth: number): Generator<Part> {
  yield { pointer, part, depth };
  if (!isObject(part) || depth > deepest) return;
  for (const [key, inner] of Object.entries(part)) {
    yield* partsIn(inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1);
  }
}

function faultsIn(text: string, by: Lookup['by']): string[] {
  const faults = [...text.matchAll(placeholder)].flatMap(([, inside = '']) => faultOf(partsOf(inside), by, text) ?? []);
  return [
    ...new Set(isBalanced(text.replace(placeholder, '')) ? faults : [...faults, 'has braces without their pair']),
  ];
}

function faultOf([name = '', escaper, ...more]: string[], by: Lookup['by'], text: string): string | undefined {
  if (!isName(name)) return `has {{${shown(name)}}}, which is none of ${names.map((each) => `{{${each}}}`).join(', ')}`;
  if (name !== 'tenantId' && name !== by) return `has {{${name}}}, but the lookup is by ${by}`;
  if (more.length > 0) return `has {{${name}}} with more than one escaper`;
  if (escaper === undefined) {
    // A sender chooses their address; the others hold no quotation marks.
    const isQuoted = name === 'email' && /['"`]/.test(text);
    return isQuoted ? 'has {{email}} beside quotation marks, where it needs an escaper, as {{email|soql}}' : undefined;
  }
  if (!isEscaper(escaper)) return `has |${shown(escaper)}, which is none of ${Object.keys(escapers).join(', ')}`;
  return escaper === 'digits' && name !== 'phone' ? `has {{${name}|digits}}, but digits is for a phone` : undefined;
}

const shown = (word: string): string => word.slice(0, 40);

/** JSON and GraphQL in a text have double braces too, in pairs. */
const isBalanced = (rest: string): boolean =>
  !rest.includes('{{') && (!rest.includes('}}') || rest.split('{').length === rest.split('}').length);
