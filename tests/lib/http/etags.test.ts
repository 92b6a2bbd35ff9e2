import { etagOf, matchesIfNoneMatch, readIfMatch } from '../../../lib/http/etags.ts';
import { startCpuTime } from '../../support/cpuTime.ts';

describe('readIfMatch', () => {
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
  ])('reads %j as the versions %j', (header, versions) => {
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
  ])('reads %s as version 0, which no contact has', (header) => {
    expect(readIfMatch(header)).toEqual([0]);
  });

  it.each([
    ['W/"1", "2"', [0, 2]],
    ['"a,b", "2"', [0, 2]],
    ['"2", "2, W/", "3"', [2, 0, 3]],
  ])('reads %s as several versions, with 0 for tags of no version', (header, versions) => {
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
  ])('rejects %j', (header) => {
    const message = 'if-match must be an etag in double quotes, for example "3"';
    expect(() => readIfMatch(header)).toThrow(expect.objectContaining({ code: 'invalid', message }));
  });

  it('reads the etags of etagOf', () => {
    expect([1, 42].map((version) => readIfMatch(etagOf(version)))).toEqual([[1], [42]]);
  });

  it.each([
    '"1",'.repeat(25_000),
    `"1"${' '.repeat(100_000)}x`,
    '"'.repeat(99_999),
  ])('rejects 100 KB of invalid text quickly (%#)', (header) => {
    const cpuTime = startCpuTime();
    expect(() => readIfMatch(header)).toThrow('if-match must be');
    expect(cpuTime()).toBeLessThan(1000);
  });
});

describe('matchesIfNoneMatch', () => {
  it.each(['*', ' * ', '"3"', 'W/"3"', '"1", "3"', '"1",W/"3"', '"a,b" , "3"'])('finds "3" in %j', (header) => {
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
  ])('does not find "3" in %j', (header) => {
    expect(matchesIfNoneMatch(header, '"3"')).toBe(false);
  });
});
