import type { Lookup } from '../../../schemas/crmLookups.ts';
import type { Fault } from '../../contacts/ContactError.ts';
import { escapers, isEscaper } from './escapers.ts';
import { placeFault } from './placeFault.ts';
import { isLikeKey, isLikeOperator } from './surroundings.ts';
import { isName, isObject, names, placeholder, splitPlaceholder } from './template.ts';

const maxDepth = 20;
const maxPlaceholders = 50;
const maxEscapers = 3;

/**
 * Returns what is wrong with a lookup's arguments; nothing if fillTemplate accepts them, they contain the value, and no
 * value that a sender or caller chooses can change the query or URL around it. Pointers are relative to the arguments,
 * and messages have no subject, so that the caller can prefix both.
 */
export function templateFaults({ by, args }: Lookup): Fault[] {
  const parts = [...partsIn(args, '', 0)];
  if (parts.some(({ depth }) => depth > maxDepth)) {
    return [{ pointer: '', message: `must not be nested more than ${maxDepth} levels deep` }];
  }
  const texts = parts.flatMap((each) => (typeof each.part === 'string' ? [{ ...each, text: each.part }] : []));
  const used = texts.flatMap(({ text }) =>
    [...text.matchAll(placeholder)].map(([, inside = '']) => splitPlaceholder(inside)[0]),
  );
  if (used.length > maxPlaceholders) {
    return [{ pointer: '', message: `must not have more than ${maxPlaceholders} placeholders` }];
  }
  const faults = [
    !parts.every(({ part }) => typeof part !== 'number' || isStorable(part)) &&
      'must not have a number that is too large or too small to be stored',
    !used.includes(by) && `must contain {{${by}}}, or the lookup would find the same people for every contact`,
  ].flatMap((message) => (message ? [{ pointer: '', message }] : []));
  return [
    ...faults,
    ...texts.flatMap(({ pointer, text, isPattern }) =>
      faultsIn(text, by, isPattern).map((message) => ({ pointer, message })),
    ),
  ];
}

/** DynamoDB's exponents end at 125, and its client accepts no integer that JavaScript cannot hold exactly. */
const isStorable = (number: number): boolean =>
  Number.isSafeInteger(number) || (!Number.isInteger(number) && Math.abs(number) > 1e-100 && Math.abs(number) < 1e100);

type Part = {
  readonly pointer: string;
  readonly part: unknown;
  readonly depth: number;
  /** Whether its key, or a text beside it, says that it is compared as a pattern: `["email", "ilike", "{{email}}"]`. */
  readonly isPattern: boolean;
};

/** Yields a part below the maximum depth, but not the parts within it. */
function* partsIn(part: unknown, pointer: string, depth: number, isPattern = false): Generator<Part> {
  yield { pointer, part, depth, isPattern };
  if (!isObject(part) || depth > maxDepth) return;
  const hasOperator = Object.values(part).some((inner) => typeof inner === 'string' && isLikeOperator(inner));
  for (const [key, inner] of Object.entries(part)) {
    const innerPointer = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const isListed = Array.isArray(part) && isPattern;
    yield* partsIn(inner, innerPointer, depth + 1, isListed || hasOperator || isLikeKey(key));
  }
}

function faultsIn(text: string, by: Lookup['by'], isPattern: boolean): string[] {
  const faults = [...text.matchAll(placeholder)].flatMap(({ 0: match, 1: inside = '', index }) => {
    const [name = '', ...chain] = splitPlaceholder(inside);
    const before = text.slice(0, index);
    const place = { before, after: text.slice(index + match.length), isPattern };
    return nameFault(name, by) ?? chainFault(name, chain) ?? placeFault(name, chain.filter(isEscaper), place) ?? [];
  });
  return [...new Set(isBalanced(text.replace(placeholder, '')) ? faults : [...faults, 'has unbalanced braces'])];
}

function nameFault(name: string, by: Lookup['by']): string | undefined {
  if (!isName(name))
    return `has {{${shortened(name)}}}, which is not one of ${names.map((each) => `{{${each}}}`).join(', ')}`;
  return name !== 'tenantId' && name !== by ? `has {{${name}}}, but the lookup is by ${by}` : undefined;
}

function chainFault(name: string, chain: readonly string[]): string | undefined {
  const unknown = chain.find((escaper) => !isEscaper(escaper));
  if (unknown !== undefined)
    return `has |${shortened(unknown)}, which is not one of ${Object.keys(escapers).join(', ')}`;
  if (chain.length > maxEscapers) return `has {{${name}}} with more than ${maxEscapers} escapers`;
  return chain.includes('digits') && name !== 'phone'
    ? `has {{${name}|digits}}, but digits is for phone only`
    : undefined;
}

const shortened = (text: string): string => text.slice(0, 40);

/** JSON and GraphQL within a string have double braces too, but in pairs. */
const isBalanced = (rest: string): boolean =>
  !rest.includes('{{') && (!rest.includes('}}') || rest.split('{').length === rest.split('}').length);
