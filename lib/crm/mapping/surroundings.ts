/** What a placeholder is in: an open quotation mark, or an address. */
export type Layer = "'" | '"' | '`' | 'address';

/**
 * Describes the end of `text`: the layers around it, the outermost first, and whether it is compared with a pattern
 * there. SQL in JSON, for example, has two layers. A quotation mark ends at the next one of the same kind: a doubled
 * one begins another literal, and a backslash has no meaning.
 */
export function surroundings(text: string): { readonly layers: readonly Layer[]; readonly isPattern: boolean } {
  const opened = openQuote(text);
  const outside = text.slice(0, opened?.at);
  const address: Layer[] = isAddress(outside) ? ['address'] : [];
  if (opened === undefined) return { layers: address, isPattern: false };
  const inner = surroundings(text.slice(opened.at + 1));
  return { layers: [...address, opened.quote, ...inner.layers], isPattern: inner.isPattern || endsInLike(outside) };
}

const quotes = ["'", '"', '`'] as const;

/** The quotation mark that is open at the end of a text. */
function openQuote(text: string): { readonly quote: (typeof quotes)[number]; readonly at: number } | undefined {
  let opened: ReturnType<typeof openQuote>;
  for (let at = 0; at < text.length; at++) {
    const quote = quotes.find((each) => each === text[at]);
    if (opened === undefined) opened = quote && { quote, at };
    else if (opened.quote === quote) opened = undefined;
  }
  return opened;
}

// These patterns never try a character twice: a tenant chooses the texts.

/** Whether a text has the beginning of an address: `https://`, `/path`, `mailto:`, `path?name=`. */
const isAddress = (text: string): boolean =>
  /:\/\/|^\s*\/(?![*/])|^\s*(?:mailto|tel|sip|urn|data):|^[^\s'"`?]*\?[^\s'"`=]*=/i.test(text);

/** Whether a text ends within a comparison by a pattern, in SQL or in GraphQL: `email like`, `_ilike: `. */
const endsInLike = (text: string): boolean =>
  /(?<![a-z])(?:[ir]?like|regexp|similar\s+to)(?![a-z])/i.test(text.split(/\b(?:and|or)\b/i).at(-1) ?? '');

/** Whether a text is the operator of such a comparison: `like`, `=ilike`, `NOT LIKE`. */
export const isLikeOperator = (text: string): boolean => /^(?:not|[\W_])*[ir]?like$/i.test(text);

/** Whether a key names such a comparison: `like`, `_ilike`, `email__like`, `emailLike`. */
export const isLikeKey = (key: string): boolean => /(?:^|[^A-Za-z])[ir]?like$|Like$|LIKE$/.test(key);
