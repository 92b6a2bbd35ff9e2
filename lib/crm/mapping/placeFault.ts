import { type Escaper, queryEscapers } from './escapers.ts';
import { type Layer, surroundings } from './surroundings.ts';

/** The text before and after a placeholder, and whether that text is compared as a pattern. */
export type Place = { readonly before: string; readonly after: string; readonly isPattern: boolean };

/**
 * Returns what is wrong with the escapers of a placeholder for the text around it, as a sentence without a subject;
 * `undefined` if they suit. A tenant's id needs none.
 */
export function placeFault(name: string, chain: readonly Escaper[], place: Place): string | undefined {
  const wanted = name === 'phone' ? wantedForPhone(chain, place) : name !== 'tenantId' && wantedFor(name, chain, place);
  return wanted ? `has {{${[name, ...chain].join('|')}}} ${wanted}` : undefined;
}

/**
 * Says where an email or an `externalRef` is and which escaper it needs there; `undefined` if it has that. Senders
 * choose their email addresses, which may contain most ASCII characters (RFC 5322, atext), for example `'`, `&`, `%`
 * and `_`; callers of the API choose the records that they link.
 */
function wantedFor(name: string, chain: readonly Escaper[], { before, after, isPattern }: Place): string | undefined {
  if (isPattern && /^%?$/.test(before) && /^%?$/.test(after)) {
    return chain[0] === 'like' ? undefined : `in a pattern, where % and _ are wildcards; use {{${name}|like}}`;
  }
  if (`${before}${after}`.trim() === '') return undefined;
  const place = surroundings(before);
  if (place.isPattern) return 'in a LIKE, where % and _ are wildcards; compare with = and an escaper';
  const { layers } = place;
  const isEncoded = chain.at(-1) === 'url';
  if (layers.length === 0) return isEncoded ? undefined : wantedWithoutQuotes(name);
  const where = `in ${layers
    .map((layer) => describedAs[layer])
    .reverse()
    .join(' in ')}`;
  if (layers.includes('`')) return `${where}; use single or double quotation marks`;
  // Nothing of an encoded email has a meaning in quotation marks. Within an address, the server decodes it.
  const encoding = layers.indexOf('address');
  if (encoding < 0 && isEncoded) return undefined;
  const needed = layers.slice(Math.max(encoding, 0)).reverse();
  const suits =
    needed.length === chain.length && needed.every((layer, i) => escapersOf[layer].some((each) => each === chain[i]));
  if (suits) return undefined;
  const others = needed.includes("'")
    ? ` (in place of sql, the query language's own: ${queryEscapers.join(', ')})`
    : '';
  return `${where}; use {{${[name, ...needed.map(exampleOf)].join('|')}}}${others}`;
}

const describedAs = {
  "'": 'single quotation marks',
  '"': 'double quotation marks',
  '`': 'backquotes',
  address: 'an address',
} as const satisfies Record<Layer, string>;

const escapersOf: Readonly<Record<Layer, readonly Escaper[]>> = {
  "'": queryEscapers,
  '"': ['json'],
  '`': [],
  address: ['url'],
};
const exampleOf = (layer: Layer): Escaper | undefined => (layer === "'" ? 'sql' : escapersOf[layer][0]);

const wantedWithoutQuotes = (name: string): string =>
  `in a longer text, but not in quotation marks; use '{{${name}|sql}}' in SQL, "{{${name}|json}}" in JSON, {{${name}|url}} in an address`;

/** A phone number has only digits and a plus sign, which means a space in the query string of an address. */
const wantedForPhone = ([first]: readonly Escaper[], { before }: Place): string | undefined =>
  first === undefined && surroundings(before).layers.includes('address')
    ? 'in an address; use {{phone|url}} or {{phone|digits}}'
    : undefined;
