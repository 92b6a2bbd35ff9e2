import type { Lookup, ResultMapping } from '../../../schemas/crmLookups.ts';

/** How a known server is asked about a person, and how its answer is read. */
export type Preset = { readonly lookups: Lookup[]; readonly result: ResultMapping };
export type Args = Lookup['args'];

/** Records in one answer. */
export const limit = 10;

/** The lookups by one tool, the email first. */
export const lookups = (tool: string, { email, phone }: { readonly email: Args; readonly phone: Args }): Lookup[] => [
  { by: 'email', tool, args: email },
  { by: 'phone', tool, args: phone },
];

/** Most CRMs search a number as it was typed in; these are the two forms that can be known. */
export const numbers = ['{{phone}}', '{{phone|digits}}'] as const;

/** One condition of a query for each column, that it holds one of the texts. */
export const anyOf = (columns: readonly string[], texts: readonly string[]): string =>
  columns.map((column) => `${column} in (${texts.map((text) => `'${text}'`).join(', ')})`).join(' or ');
