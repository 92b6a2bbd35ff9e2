import type { Lookup, ResultMapping } from '../../../schemas/crmLookups.ts';

/**
 * The lookups and the result mapping for one known server. A lookup by externalRef is left out for a server that does
 * not support it.
 */
export type Preset = { readonly lookups: Lookup[]; readonly result: ResultMapping };
export type Args = Lookup['args'];

/** Records in one result. */
export const limit = 10;

/**
 * Lookups by email, then by phone, and by the id of a record where the tool can search by it, with the same tool. In
 * place of an absent record's id the tool must return an empty result.
 */
export const lookups = (
  tool: string,
  { email, phone, externalRef }: { readonly email: Args; readonly phone: Args; readonly externalRef?: Args },
  absentRef?: string,
): Lookup[] => [
  { by: 'email', tool, args: email },
  { by: 'phone', tool, args: phone },
  ...(externalRef
    ? [{ by: 'externalRef', tool, args: externalRef, ...(absentRef !== undefined && { absentRef }) } as const]
    : []),
];

/** Most CRMs search for a number as it was typed, and these are the two likeliest forms. */
export const phoneForms = ['{{phone}}', '{{phone|digits}}'] as const;

/** A SQL condition: at least one of the columns equals one of the texts, which are escaped placeholders. */
export const anyOf = (columns: readonly string[], texts: readonly string[]): string =>
  columns.map((column) => `${column} in (${texts.map((text) => `'${text}'`).join(', ')})`).join(' or ');
