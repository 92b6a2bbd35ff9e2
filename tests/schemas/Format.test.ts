import fc from 'fast-check';
import { asciiMembers, Format } from '../../schemas/Format.ts';
import * as formats from '../../schemas/formats.ts';

const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

const examples = [
  '018f3a6e-2222-7000-8000-000000000002',
  'henrik.larsen@company.de',
  '+4915112345678',
  '2026-11-23T09:30:00.000Z',
  'company.de',
  'https://crm.company.de/a?b',
  'X-API-Key',
  'properties.emails[*]["value"]',
  'Henrik B. Larsen',
  'whatsapp:491511234567',
  '0123456789ab',
  'DE',
];

describe('Format', () => {
  it.each(Object.entries(asciiMembers))('knows which ASCII characters have the property %s', (property, members) => {
    for (const flags of ['u', 'iu'])
      for (const not of ['', '^']) {
        const all = new RegExp(`[${not}\\p{${property}}]`, flags);
        const inAscii = new RegExp(`[${not}${members}]`, flags);
        expect(ascii.filter((character) => inAscii.test(character))).toEqual(
          ascii.filter((character) => all.test(character)),
        );
      }
  });

  it.each(Object.entries(formats))('accepts what the pattern of %s matches, in ASCII and beyond', (_, format) => {
    const inAscii = fc.string({ unit: fc.constantFrom(...ascii) });
    const edited = fc
      .tuple(fc.constantFrom(...examples), fc.nat(), fc.oneof(inAscii, fc.string({ unit: 'binary', maxLength: 2 })))
      .map(
        ([example, at, text]) =>
          example.slice(0, at % (example.length + 1)) + text + example.slice(at % (example.length + 1)),
      );
    fc.assert(
      fc.property(fc.oneof(inAscii, edited), (text) => {
        expect(format.validate(text)).toBe(format.pattern.test(text));
      }),
    );
  });

  it('reads a backslash before a property as itself', () => {
    const format = new Format(String.raw`^[\\\p{L}]$`, 'u', 'must be a letter or a backslash');
    expect(['\\', 'a', 'ä', 'p', '{', '1'].map((text) => format.validate(text))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
