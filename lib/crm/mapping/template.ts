import type { Lookup } from '../../../schemas/crmLookups.ts';
import type { Fault } from '../../contacts/ContactError.ts';

/** A lookup by email has no phone, and vice versa. */
export type TemplateValues = { readonly email?: string; readonly phone?: string; readonly tenantId: string };

const names = ['email', 'phone', 'tenantId'] as const;

/**
 * Each escapes a value for use inside the quotation marks of a query language, and is for equality only: `%` and `_`,
 * special in a LIKE pattern, are not escaped.
 *
 * `soql`: a backslash before `\`, `'` and `"` (SOQL and SOSL Reference, "Quoted String Escape Sequences"). A backslash
 * before any other character would be an error.
 * `odata`: `'` is doubled (OData 4.01 ABNF, `SQUOTE-in-string`). `sql`: the same (ISO 9075, T-SQL).
 * `coql`: `'` is doubled (Zoho, "Kaizen #171: FAQs on COQL API"). The meaning of a backslash is not documented. If it
 * escapes, `\'` would end the string, so backslashes are removed. The query then finds another address, which does not
 * match.
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
const splitPlaceholder = (inside: string): string[] => inside.split('|').map((part) => part.trim());

/**
 * Replaces `{{email}}` or, escaped for a query language, `{{email|soql}}` in all strings of a lookup's arguments. Does
 * not change keys, nor placeholders inside the values. The arguments must have no templateFaults.
 */
export const fillTemplate = (args: Lookup['args'], values: TemplateValues): Record<string, unknown> =>
  Object.fromEntries(Object.entries(args).map(([key, part]) => [key, fillPart(part, values)]));

function fillPart(part: unknown, values: TemplateValues): unknown {
  if (typeof part === 'string')
    return part.replace(placeholder, (_, inside: string) => fillPlaceholder(inside, values));
  if (Array.isArray(part)) return part.map((item) => fillPart(item, values));
  return isObject(part) ? fillTemplate(part, values) : part;
}

function fillPlaceholder(inside: string, values: TemplateValues): string {
  const [name = '', escaper] = splitPlaceholder(inside);
  const value = isName(name) ? values[name] : undefined;
  if (value === undefined) throw new Error(`There is no value for {{${inside}}}`);
  if (escaper === undefined) return value;
  if (!isEscaper(escaper)) throw new Error(`{{${inside}}} has an unknown escaper`);
  return escapers[escaper](value);
}

const isObject = (part: unknown): part is Record<string, unknown> => typeof part === 'object' && part !== null;

const maxDepth = 20;
const maxPlaceholders = 50;

/**
 * Returns what is wrong with a lookup's arguments; nothing if fillTemplate accepts them and they contain the address.
 * Pointers are relative to the arguments, and messages have no subject, so that the caller can prefix both.
 */
export function templateFaults({ by, args }: Lookup): Fault[] {
  const parts = [...partsIn(args, '', 0)];
  if (parts.some(({ depth }) => depth > maxDepth)) {
    return [{ pointer: '', message: `must not be nested more than ${maxDepth} levels deep` }];
  }
  const texts = parts.flatMap(({ pointer, part }) => (typeof part === 'string' ? [{ pointer, text: part }] : []));
  const used = texts.flatMap(({ text }) =>
    [...text.matchAll(placeholder)].map(([, inside = '']) => splitPlaceholder(inside)[0]),
  );
  const faults = [
    !parts.every(({ part }) => typeof part !== 'number' || isStorable(part)) &&
      'must not have a number that is too large or too small to be stored',
    !used.includes(by) && `must contain {{${by}}}, or the lookup would find the same people for every contact`,
    used.length > maxPlaceholders && `must not have more than ${maxPlaceholders} placeholders`,
  ].flatMap((message) => (message ? [{ pointer: '', message }] : []));
  return [
    ...faults,
    ...texts.flatMap(({ pointer, text }) => faultsIn(text, by).map((message) => ({ pointer, message }))),
  ];
}

/** DynamoDB's exponents end at 125, and its client accepts no integer that JavaScript cannot hold exactly. */
const isStorable = (number: number): boolean =>
  Number.isSafeInteger(number) || (!Number.isInteger(number) && Math.abs(number) > 1e-100 && Math.abs(number) < 1e100);

type Part = { readonly pointer: string; readonly part: unknown; readonly depth: number };

/** Yields a part below the maximum depth, but not the parts within it. */
function* partsIn(part: unknown, pointer: string, depth: number): Generator<Part> {
  yield { pointer, part, depth };
  if (!isObject(part) || depth > maxDepth) return;
  for (const [key, inner] of Object.entries(part)) {
    yield* partsIn(inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1);
  }
}

function faultsIn(text: string, by: Lookup['by']): string[] {
  const faults = [...text.matchAll(placeholder)].flatMap(
    ([, inside = '']) => faultOf(splitPlaceholder(inside), by, text) ?? [],
  );
  return [...new Set(isBalanced(text.replace(placeholder, '')) ? faults : [...faults, 'has unbalanced braces'])];
}

function faultOf([name = '', escaper, ...more]: string[], by: Lookup['by'], text: string): string | undefined {
  if (!isName(name))
    return `has {{${shortened(name)}}}, which is not one of ${names.map((each) => `{{${each}}}`).join(', ')}`;
  if (name !== 'tenantId' && name !== by) return `has {{${name}}}, but the lookup is by ${by}`;
  if (more.length > 0) return `has {{${name}}} with more than one escaper`;
  if (escaper === undefined) {
    // Senders choose their email addresses, so these may contain quotation marks; the other values never do.
    const needsEscaper = name === 'email' && /['"`]/.test(text);
    return needsEscaper ? 'has {{email}} and quotation marks; use an escaper, for example {{email|soql}}' : undefined;
  }
  if (!isEscaper(escaper)) return `has |${shortened(escaper)}, which is not one of ${Object.keys(escapers).join(', ')}`;
  return escaper === 'digits' && name !== 'phone' ? `has {{${name}|digits}}, but digits is for phone only` : undefined;
}

const shortened = (text: string): string => text.slice(0, 40);

/** JSON and GraphQL within a string have double braces too, but in pairs. */
const isBalanced = (rest: string): boolean =>
  !rest.includes('{{') && (!rest.includes('}}') || rest.split('{').length === rest.split('}').length);
