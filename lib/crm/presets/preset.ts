import type { Lookup, ResultMapping } from '../../../schemas/crmLookups.ts';

/** The lookups and the result mapping for one known server. */
export type Preset = { readonly lookups: Lookup[]; readonly result: ResultMapping };
export type Args = Lookup['args'];

/** Records in one result. */
export const limit = 10;

/** Lookups by email, then by phone, with the same tool. */
export const lookups = (tool: string, { email, phone }: { readonly email: Args; readonly phone: Args }): Lookup[] => [
  { by: 'email', tool, args: email },
  { by: 'phone', tool, args: phone },
];

/** Most CRMs search for a number as it was typed, and these are the two likeliest forms. */
export const phoneForms = ['{{phone}}', '{{phone|digits}}'] as const;

/** A SQL condition: at least one of the columns equals one of the texts, which are escaped placeholders. */
export const anyOf = (columns: readonly string[], texts: readonly string[]): string =>
  columns.map((column) => `${column} in (${texts.map((text) => `'${text}'`).join(', ')})`).join(' or ');
