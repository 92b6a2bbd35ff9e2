import { published } from '../../../lib/build/published.ts';
import { storable } from '../../../schemas/contact.ts';
import * as formats from '../../../schemas/formats.ts';
import fc, { anyCharacter } from '../../support/properties.ts';

const patternOf = (schema: object): string => Object(published(schema)).pattern;

/** Whether a client that compiles the pattern with these flags accepts the text. */
const accepts = (pattern: string, flags: string, text: string): boolean => new RegExp(pattern, flags).test(text);

const pieces = [
  'a',
  'Z',
  '9',
  '_',
  '-',
  '.',
  '$',
  '😀',
  'ü',
  '漢',
  '[0]',
  '[*]',
  '["',
  '"]',
  "['",
  "']",
  '\\"',
  ' ',
  '+',
];
const texts = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 8 }),
  fc
    .array(fc.constantFrom(...pieces, '49', 'X-API-Key', '\0', '\ud800'), { maxLength: 6 })
    .map((parts) => parts.join('')),
);

describe('a published pattern', () => {
  it.each([
    ['e164', '+4915112345678'],
    ['header-name', 'X-API-Key'],
    ['credential', 'secret with spaces'],
    ['path', 'größe.😀'.slice(0, 5)],
    ['path', '$[0]["a \\" b"][\'😀\'].names[*]'],
  ] as const)('accepts every %s that the service accepts, for example %s, with and without the u flag', (format, text) => {
    const { [format]: served } = formats;
    const pattern = patternOf({ type: 'string', format });
    fc.assert(
      fc.property(fc.oneof(texts, fc.constant(text)), (any) => {
        if (!served.validate(any)) return any !== text;
        return accepts(pattern, '', any) && accepts(pattern, 'u', any);
      }),
    );
  });

  it('of text accepts emoji and every other text that the service accepts, and refuses NUL', () => {
    const pattern = patternOf({ type: 'string', pattern: storable });
    fc.assert(
      fc.property(texts, (text) => {
        const isAccepted = [accepts(pattern, '', text), accepts(pattern, 'u', text)];
        if (accepts(storable, 'u', text)) expect([text, ...isAccepted]).toEqual([text, true, true]);
        if (text.includes('\0')) expect([text, ...isAccepted]).toEqual([text, false, false]);
      }),
    );
  });

  it('uses nothing that only some languages know', () => {
    const patterns = Object.keys(formats).map((format) => patternOf({ type: 'string', format }) ?? '');
    expect(patterns.filter((pattern) => /\\[upP]|\(\?[=!<]/.test(pattern))).toEqual([]);
  });
});

describe('published', () => {
  it.each([
    ['email', 'idn-email'],
    ['domain', 'idn-hostname'],
    ['uri', 'iri'],
    ['credential', 'password'],
    ['uuid', 'uuid'],
    ['e164', undefined],
  ])('states the format %s as %s', (format, expected) => {
    expect(Object(published({ type: 'string', format })).format).toBe(expected);
  });

  it('doubles a limit of characters, for clients that count UTF-16 code units, and states it in words', () => {
    expect(published({ type: 'string', maxLength: 5, description: 'A name.' })).toEqual({
      type: 'string',
      maxLength: 10,
      description: 'A name. At most 5 characters.',
    });
    expect(published({ type: 'string', maxLength: 16, format: 'e164' })).toMatchObject({ maxLength: 16 });
  });

  it('states in `not`, without `false` schemas, which properties exclude each other and which of them is required', () => {
    const schema = {
      type: 'object',
      properties: { a: {}, b: {}, c: {} },
      dependentSchemas: { a: { properties: { b: false, c: false } } },
      anyOf: [{ required: ['a'] }, { required: ['b'] }],
    };
    expect(published(schema)).toEqual({
      type: 'object',
      properties: { a: {}, b: {}, c: {} },
      not: {
        anyOf: [
          { required: ['a', 'b'], properties: { a: {}, b: {} } },
          { required: ['a', 'c'], properties: { a: {}, c: {} } },
          {
            not: {
              anyOf: [
                { required: ['a'], properties: { a: {} } },
                { required: ['b'], properties: { b: {} } },
              ],
            },
          },
        ],
      },
    });
  });

  it('changes neither examples nor the names of properties', () => {
    const schema = { properties: { format: { type: 'string' } }, examples: [{ format: 'email', maxLength: 5 }] };
    expect(published(schema)).toEqual(schema);
  });
});
