import { indexUnits, readUnits, sizeOf, writeUnits } from './support/units.ts';

/** An item of this size. */
const itemOf = (bytes: number) => ({ a: { S: 'x'.repeat(bytes - 1) } });

describe('the size of an item', () => {
  it.each([
    ['a string is its bytes in UTF-8', { name: { S: 'Jürgen' } }, 4 + 7],
    ['a number is half its significant digits and a byte', { n: { N: '1795426200000' } }, 1 + 4 + 1],
    ['a negative number has one byte more', { n: { N: '-12.5' } }, 1 + 2 + 1 + 1],
    ['true and null are a byte', { a: { BOOL: true }, b: { NULL: true } }, 4],
    ['a set is its strings', { s: { SS: ['a', 'bc'] } }, 1 + 3],
    ['a list has three bytes and one for each element', { l: { L: [{ S: 'ab' }, { BOOL: true }] } }, 1 + 3 + 3 + 2],
    ['a map has three bytes, one for each member, and its names', { m: { M: { key: { S: 'v' } } } }, 1 + 3 + 1 + 4],
  ])('%s', (_, item, bytes) => {
    expect(sizeOf(item)).toBe(bytes);
  });

  it('is 0 where there is none', () => {
    expect(sizeOf(undefined)).toBe(0);
  });

  it('cannot be told of a value of a type that no item has', () => {
    expect(() => sizeOf({ a: { NS: ['1'] } })).toThrow('No item of the service has a value like');
  });
});

describe('a read', () => {
  it.each([
    [0, 1],
    [4096, 1],
    [4097, 2],
  ])('of %d bytes costs %d units, and half where it is eventually consistent', (bytes, units) => {
    expect(readUnits(bytes, { consistent: true })).toBe(units);
    expect(readUnits(bytes, { consistent: false })).toBe(units / 2);
  });
});

describe('a write', () => {
  it.each([
    ['of a new item', undefined, itemOf(1024), 1],
    ['of an item over 1 KB', undefined, itemOf(1025), 2],
    ['that shrinks an item', itemOf(2049), itemOf(10), 3],
    ['that removes an item', itemOf(1025), undefined, 2],
    ['whose condition fails without an item', undefined, undefined, 1],
  ])('%s costs its units, and twice as many in a transaction', (_, before, after, units) => {
    expect(writeUnits(before, after, { transactional: false })).toBe(units);
    expect(writeUnits(before, after, { transactional: true })).toBe(2 * units);
  });
});

describe('an index', () => {
  const key = ['shard', 'at'];
  const entry = (at: string) => ({ shard: { S: '1' }, at: { S: at } });

  it.each([
    ['nothing for items without its key', {}, { shard: { S: '1' } }, 0],
    ['one unit to add an entry', undefined, entry('1'), 1],
    ['one unit to remove one', entry('1'), {}, 1],
    ['two units to move one', entry('1'), entry('2'), 2],
    ['nothing where the entry stays', { ...entry('1'), a: { N: '1' } }, { ...entry('1'), a: { N: '2' } }, 0],
  ])('costs %s', (_, before, after, units) => {
    expect(indexUnits(before, after, key)).toBe(units);
  });
});
