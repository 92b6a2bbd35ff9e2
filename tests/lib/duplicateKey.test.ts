import { duplicateKey } from '../../lib/duplicateKey.ts';

describe('duplicateKey', () => {
  it.each([
    ['{"a":1,"a":2}', '"a"'],
    ['{"a":1,"\\u0061":2}', '"\\u0061"'],
    ['[{"b":{"c":1,"c":1}}]', '"c"'],
    ['{"a":{"a":1},"b":["a","a"],"c":"{\\"a\\":1,\\"a\\":1}"}', undefined],
    ['[{"a":1},{"a":1}]', undefined],
    ['"a"', undefined],
  ])('finds in %s: %s', (json, key) => {
    expect(duplicateKey(json)).toBe(key);
  });
});
