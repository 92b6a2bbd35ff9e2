import { accepts, escapers } from '../../../../lib/crm/mapping/escapers.ts';
import * as formats from '../../../../schemas/formats.ts';
import fc from '../../../support/properties.ts';

const hostile = [
  "o'brien@x.de",
  `"a\\' OR Name != '"@x`,
  '$&$1@x.de',
  "\\'@x.de",
  '%_@x.de',
  '"}]@x.de',
  'ʼ@x.de',
  'a\0\n@x.de',
];
const address = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: fc.constantFrom(...`ab'"\\{}|$&%_@.-`) }));

/** Parses the string literal at the beginning of a text, and returns its value and the rest of the text. */
function literal(
  text: string,
  escapes: 'backslash' | 'doubling' | 'both',
): { readonly value: string; readonly rest: string } {
  let value = '';
  for (let i = 1; i < text.length; i++) {
    if (escapes !== 'doubling' && text[i] === '\\') value += text[++i];
    else if (escapes !== 'backslash' && text.startsWith("''", i)) value += text[i++];
    else if (text[i] === "'") return { value, rest: text.slice(i + 1) };
    else value += text[i];
  }
  throw new Error('The literal does not end');
}

describe('an escaper of a query language', () => {
  it.each([
    ['soql', 'backslash'],
    ['odata', 'doubling'],
    ['sql', 'doubling'],
    ['sql', 'both'],
    ['coql', 'doubling'],
    ['coql', 'both'],
  ] as const)('keeps the value in %s, and cannot end a literal with escapes by %s', (escaper, escapes) => {
    fc.assert(
      fc.property(address, (email) => {
        fc.pre(accepts(escaper, email));
        const q = `'${escapers[escaper](email)}' LIMIT 1`;
        expect(literal(q, escapes)).toEqual({ value: email, rest: ' LIMIT 1' });
      }),
    );
  });

  it('has only escape sequences that SOQL allows', () => {
    fc.assert(
      fc.property(address, (email) => {
        expect(escapers.soql(email).replace(/\\[\\'"]/g, '')).not.toMatch(/[\\'"]/);
      }),
    );
  });

  it.each(['soql', 'odata', 'sql', 'coql'] as const)('%s takes every character of an ASCII address', (escaper) => {
    const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
    const allowed = ascii.filter((character) => formats.email.validate(`a${character}b@x.de`));
    expect(allowed.length).toBeGreaterThan(80);
    expect(allowed.filter((character) => !accepts(escaper, character))).toEqual([]);
  });

  it('refuses what one of the databases could read as another character', () => {
    const refusedBy = (escaper: 'soql' | 'odata' | 'sql' | 'coql') =>
      [...'\\\0\n\r\u0085ʹʺʼˈ\u030e′″∖＂＇＼'].filter((character) => !accepts(escaper, character)).join('');
    expect(refusedBy('sql')).toBe('\\\0\n\r\u0085ʹʺʼˈ\u030e′″∖＂＇＼');
    expect(refusedBy('coql')).toBe(refusedBy('sql'));
    expect(refusedBy('soql')).toBe('\0\n\r\u0085');
    expect(refusedBy('odata')).toBe(refusedBy('soql'));
  });
});

describe('the escaper', () => {
  it('url encodes everything but the unreserved characters of RFC 3986', () => {
    const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).join('');
    expect(escapers.url(ascii).replace(/%[\dA-F]{2}/g, '')).toBe(
      '-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~',
    );
    expect(escapers.url("o'brien!*()@bücher.de")).toBe('o%27brien%21%2A%28%29%40b%C3%BCcher.de');
    fc.assert(fc.property(address, (email) => expect(decodeURIComponent(escapers.url(email))).toBe(email)));
  });

  it('json cannot end a string of JSON', () => {
    fc.assert(fc.property(address, (email) => expect(JSON.parse(`"${escapers.json(email)}"`)).toBe(email)));
  });

  it('like leaves no wildcard', () => {
    fc.assert(
      fc.property(address, (email) => {
        const pattern = escapers.like(email);
        expect(pattern.replace(/\\[\\%_]/g, '')).not.toMatch(/[\\%_]/);
        expect(pattern.replace(/\\(.)/gs, '$1')).toBe(email);
      }),
    );
  });
});
