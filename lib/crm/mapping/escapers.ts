const quotesDoubled = (value: string): string => value.replaceAll("'", "''");

/**
 * Each escapes a value for one kind of place in an argument.
 *
 * Inside the single quotation marks of a query language, for equality only:
 *
 * - `soql`: a backslash before `\`, `'` and `"` (SOQL and SOSL Reference, "Quoted String Escape Sequences"). A
 * backslash
 *   before any other character would be an error.
 * - `odata`: `'` is doubled (OData 4.01 ABNF, `SQUOTE-in-string`).
 * - `sql`: the same (ISO 9075, T-SQL).
 * - `coql`: the same (Zoho, "Kaizen #171: FAQs on COQL API").
 *
 * Elsewhere:
 *
 * - `json`: a string of JSON or GraphQL, inside its double quotation marks (RFC 8259, GraphQL 2.9.4).
 * - `url`: everything but the unreserved characters of RFC 3986, 2.3, is percent-encoded.
 * - `like`: a backslash before `\`, `%` and `_`, for a pattern that is a value of its own. PostgreSQL and MySQL escape
 * so
 *   by default.
 * - `digits`: a phone number without its plus sign.
 */
export const escapers = {
  soql: (value: string) => value.replace(/[\\'"]/g, '\\$&'),
  odata: quotesDoubled,
  sql: quotesDoubled,
  coql: quotesDoubled,
  json: (value: string) => JSON.stringify(value).slice(1, -1),
  url: (value: string) =>
    encodeURIComponent(value).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`),
  like: (value: string) => value.replace(/[\\%_]/g, '\\$&'),
  digits: (value: string) => value.replace(/\D/g, ''),
} as const;

export type Escaper = keyof typeof escapers;

/** The escapers for single quotation marks. */
export const queryEscapers = ['soql', 'odata', 'sql', 'coql'] as const satisfies readonly Escaper[];

export const isEscaper = (name: string): name is Escaper => Object.hasOwn(escapers, name);

/** No database stores NUL, and SOQL has no raw line breaks. */
const controls = /\p{Cc}/u;

/**
 * MySQL escapes with a backslash, unless it is configured not to; Zoho does not document what it does. The rest are the
 * characters that Windows' code pages turn into quotation marks or a backslash: SQL Server does that to a text which
 * becomes a `varchar` after it was escaped.
 */
const unsafeInSql = /[\p{Cc}\\\u02b9\u02ba\u02bc\u02c8\u2032\u2033\u2216\uff02\uff07\uff3c]|\u030e/u;

/** Values that cannot be escaped so that each server reads them alike. */
const refused: Readonly<Partial<Record<Escaper, RegExp>>> = {
  soql: controls,
  odata: controls,
  sql: unsafeInSql,
  coql: unsafeInSql,
};

/** Whether an escaper takes a value. `sql`, for one, refuses a backslash. */
export const accepts = (escaper: Escaper, value: string): boolean => !refused[escaper]?.test(value);
