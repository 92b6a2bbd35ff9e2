/** Where a placeholder is within its text. */
export type Surroundings = {
  /** The quotation mark that is open; absent = none is. */
  readonly quote?: string;
  /** The text before that mark, or before the placeholder if no mark is open. */
  readonly outside: string;
  /** The text since that mark, or since the beginning. */
  readonly inside: string;
};

/**
 * Describes the end of `text`, in which a quotation mark ends at the next mark of the same kind: a doubled one counts as
 * the beginning of another literal, and a backslash has no meaning.
 */
export function surroundings(text: string): Surroundings {
  let opened: number | undefined;
  for (let i = 0; i < text.length; i++) {
    if (opened === undefined && `'"\``.includes(text.charAt(i))) opened = i;
    else if (opened !== undefined && text[i] === text[opened]) opened = undefined;
  }
  if (opened === undefined) return { outside: text, inside: text };
  return { quote: text.charAt(opened), outside: text.slice(0, opened), inside: text.slice(opened + 1) };
}

/** Whether a text begins like an address: `https://`, `/path`, `mailto:`, `path?name=`. */
export const isAddress = (text: string): boolean =>
  /:\/\/|^\s*\/(?![*/])|^\s*(?:mailto|tel|sip|urn|data):|^[^\s'"`]*\?[^\s'"`]*=/i.test(text);

/** Whether a text ends within a comparison by a pattern, in SQL or in GraphQL: `email like`, `_ilike: `. */
export const endsInLike = (text: string): boolean =>
  /(?<![a-z])(?:[ir]?like|regexp|similar\s+to)(?![a-z])(?!.*\b(?:and|or)\b)/is.test(text);

/** Whether a text is the operator of such a comparison: `like`, `=ilike`, `NOT LIKE`. */
export const isLikeOperator = (text: string): boolean => /^(?:not|[\W_])*[ir]?like$/i.test(text);

/** Whether a key names such a comparison: `like`, `_ilike`, `email__like`, `emailLike`. */
export const isLikeKey = (key: string): boolean => /(?:^|[^A-Za-z])[ir]?like$|Like$|LIKE$/.test(key);
