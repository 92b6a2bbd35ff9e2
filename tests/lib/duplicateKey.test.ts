import { duplicateKey } from '../../lib/duplicateKey.ts';
import fc, { anyCharacter, runOptions } from '../support/properties.ts';

const find = (json: string) => duplicateKey(json, JSON.parse(json));

describe('duplicateKey', () => {
  it.each([
    ['{"a":1,"a":2}', '"a"'],
    ['{"a":1,"\\u0061":2}', '"\\u0061"'],
    ['[{"b":{"c":1,"c":1}}]', '"c"'],
    ['{"a":{"b":1},"a":{"b":1,"c":2}}', '"a"'],
    ['{"a":{"a":1},"b":["a","a"],"c":"{\\"a\\":1,\\"a\\":1}"}', undefined],
    ['[{"a":1},{"a":1}]', undefined],
    ['{"a\\\\":":","b:\\"":1}', undefined],
    ['"a"', undefined],
  ])('finds in %s: %s', (json, key) => {
    expect(find(json)).toBe(key);
  });

  it('finds a key exactly where two members of one object have the same name, however it is written', () => {
    // After an object with the key `\`, V8 13.6 reads the key `"` as `\`: it takes the escape for the expected key.
    const name = fc
      .oneof(
        fc.constantFrom('a', 'b', '__proto__', '"', ':', '":', '{"a":1}'),
        fc.string({ maxLength: 2, unit: anyCharacter }),
      )
      .filter((text) => !text.includes('\\'));
    /** A JSON text, and whether a key is in it twice. */
    type Text = { readonly json: string; readonly isRepeated: boolean };
    const { value } = fc.letrec<{ value: Text; object: Text; array: Text }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        fc.oneof(name, fc.integer(), fc.boolean(), fc.constant(null)).map((each) => ({
          json: JSON.stringify(each),
          isRepeated: false,
        })),
        tie('array'),
        tie('object'),
      ),
      array: fc.array(tie('value'), { maxLength: 4 }).map((values) => ({
        json: `[${values.map(({ json }) => json).join(' , ')}]`,
        isRepeated: values.some(({ isRepeated }) => isRepeated),
      })),
      object: fc.array(fc.tuple(name, fc.boolean(), tie('value')), { maxLength: 4 }).map((members) => ({
        json: `{${members.map(([key, isEscaped, { json }]) => `${written(key, isEscaped)} :${json}`).join()}}`,
        isRepeated:
          new Set(members.map(([key]) => key)).size < members.length || members.some(([, , each]) => each.isRepeated),
      })),
    }));
    const outcomes = { true: 0, false: 0 };
    fc.assert(
      fc.property(value, ({ json, isRepeated }) => {
        expect(find(json) !== undefined).toBe(isRepeated);
        outcomes[`${isRepeated}`]++;
      }),
      runOptions(1000),
    );
    expect(Math.min(outcomes.true, outcomes.false)).toBeGreaterThan(50);
  });
});

/** A key as JSON, with or without escapes where it needs none. */
const written = (key: string, isEscaped: boolean): string =>
  isEscaped
    ? `"${[...Array(key.length).keys()].map((i) => `\\u${key.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`
    : JSON.stringify(key);
