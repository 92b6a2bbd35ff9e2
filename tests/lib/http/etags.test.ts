import { etagOf, matchesIfNoneMatch, readIfMatch } from '../../../lib/http/etags.ts';

describe('if-match', () => {
  it.each<[string | undefined, readonly number[] | undefined]>([
    [undefined, undefined],
    ['*', undefined],
    [' * ', undefined],
    ['"3"', [3]],
    [' "3"\t', [3]],
    ['"0"', [0]],
    ['"999999999999999"', [999_999_999_999_999]],
    ['"1", "3"', [1, 3]],
    ['"1","3" ,\t"5"', [1, 3, 5]],
  ])('%j names the versions %j', (header, versions) => {
    expect(readIfMatch(header)).toEqual(versions);
  });

  it.each([
    'W/"3"',
    '"x"',
    '""',
    '"-1"',
    '"1.0"',
    '"1e2"',
    '"3 "',
    '"03"',
    '"+3"',
    '"1,2"',
    '"9999999999999999999"',
  ])('%s is the tag of no version', (header) => {
    expect(readIfMatch(header)).toEqual([0]);
  });

  it.each([
    ['W/"1", "2"', [0, 2]],
    ['"a,b", "2"', [0, 2]],
    ['"2", "2, W/", "3"', [2, 0, 3]],
  ])('%s names what it names beside that', (header, versions) => {
    expect(readIfMatch(header)).toEqual(versions);
  });

  it.each([
    '',
    ' ',
    '3',
    '"3',
    '3"',
    "'3'",
    '"1" "2"',
    '"1";"2"',
    '"1",',
    ',"1"',
    '"1", *',
    '*, "1"',
    'w/"1"',
    'W/ "1"',
    'W/3',
    '"1"x',
  ])('%j is no list of tags', (header) => {
    const message = 'if-match must be an etag in double quotes, for example "3"';
    expect(() => readIfMatch(header)).toThrow(expect.objectContaining({ code: 'invalid', message }));
  });

  it('takes what etagOf makes', () => {
    expect([1, 42].map((version) => readIfMatch(etagOf(version)))).toEqual([[1], [42]]);
  });

  it.each([
    '"1",'.repeat(25_000),
    `"1"${' '.repeat(100_000)}x`,
    '"'.repeat(99_999),
  ])('refuses 100 KB of nonsense at once (%#)', (header) => {
    const started = performance.now();
    expect(() => readIfMatch(header)).toThrow('if-match must be');
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('if-none-match', () => {
  it.each(['*', ' * ', '"3"', 'W/"3"', '"1", "3"', '"1",W/"3"', '"a,b" , "3"'])('%j names "3"', (header) => {
    expect(matchesIfNoneMatch(header, '"3"')).toBe(true);
  });

  it.each([
    '',
    '3',
    '"3',
    '"30"',
    '"13"',
    '"03"',
    'W/"4"',
    '"1, 3"',
    '"1", "2"',
    "'3'",
    '"a,3,b"',
    '"*"',
  ])('%j does not name "3"', (header) => {
    expect(matchesIfNoneMatch(header, '"3"')).toBe(false);
  });
});
