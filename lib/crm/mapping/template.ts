import type { Lookup } from '../../../schemas/crmLookups.ts';
import { accepts, type Escaper, escapers, isEscaper } from './escapers.ts';

/** Beside the tenant's id, a lookup has the one value that it is by. */
export type TemplateValues = { readonly [By in Lookup['by']]?: string } & { readonly tenantId: string };

export const names = ['email', 'phone', 'externalRef', 'tenantId'] as const;

export const isName = (name: string): name is (typeof names)[number] => names.some((known) => known === name);

export const placeholder = /\{\{([^{}]*)\}\}/g;

/** `email|odata|url` -> `email`, `odata`, `url` */
export const splitPlaceholder = (inside: string): string[] => inside.split('|').map((part) => part.trim());

/**
 * Replaces `{{email}}` or, escaped for the language around it, `{{email|soql}}` in all strings of a lookup's arguments.
 * Of several escapers, the first is applied first. Does not change keys, nor placeholders inside the values. The
 * arguments must have no templateFaults, and `canFill` must be true.
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
  const [name = '', ...chain] = splitPlaceholder(inside);
  const value = isName(name) ? values[name] : undefined;
  if (value === undefined) throw new Error(`There is no value for {{${inside}}}`);
  return chain.reduce((text, escaper) => {
    if (!isEscaper(escaper)) throw new Error(`{{${inside}}} has an unknown escaper`);
    if (!accepts(escaper, value)) throw new Error(`The value for {{${inside}}} cannot be escaped`);
    return escapers[escaper](text);
  }, value);
}

/** Whether every escaper of the arguments accepts a value. Senders choose their email addresses. */
export const canFill = (args: Lookup['args'], value: string): boolean =>
  [...usedEscapers(args)].every((escaper) => accepts(escaper, value));

function* usedEscapers(part: unknown): Generator<Escaper> {
  if (typeof part === 'string') {
    for (const [, inside = ''] of part.matchAll(placeholder))
      yield* splitPlaceholder(inside).slice(1).filter(isEscaper);
  } else if (isObject(part)) {
    for (const inner of Object.values(part)) yield* usedEscapers(inner);
  }
}

export const isObject = (part: unknown): part is Record<string, unknown> => typeof part === 'object' && part !== null;
