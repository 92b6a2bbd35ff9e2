import { inOrder } from '../../lib/inOrder.ts';

/** Works on items by hand: `begun` has the items that are worked on, in the order in which they began. */
function byHand(items: readonly string[], atOnce: number) {
  const begun: string[] = [];
  const work = new Map<string, PromiseWithResolvers<string>>();
  const result = inOrder(items, { keysOf: (item) => [...item], atOnce }, (item) => {
    begun.push(item);
    const own = Promise.withResolvers<string>();
    work.set(item, own);
    return own.promise;
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const finish = async (item: string) => {
    work.get(item)?.resolve(`${item} is done`);
    await settle();
  };
  return { begun, result, finish, work, settle };
}

describe('inOrder', () => {
  it('works on items with a common key one after another, and returns the results in the order of the items', async () => {
    const { begun, result, finish, settle } = byHand(['ab', 'bc', 'd', 'c'], 9);
    await settle();
    expect(begun).toEqual(['ab', 'd']);
    await finish('ab');
    expect(begun).toEqual(['ab', 'd', 'bc']);
    await finish('bc');
    await finish('c');
    await finish('d');
    expect(await result).toEqual(['ab is done', 'bc is done', 'd is done', 'c is done']);
  });

  it('works on no more items at once than it may', async () => {
    const { begun, finish, settle } = byHand(['a', 'b', 'c', 'd'], 2);
    await settle();
    expect(begun).toEqual(['a', 'b']);
    await finish('b');
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('rejects as soon as the work on an item does, and works on none that shares a key with it', async () => {
    const { begun, result, work, settle } = byHand(['a', 'ab', 'c'], 9);
    await settle();
    work.get('a')?.reject(new Error('failed'));
    await expect(result).rejects.toThrow('failed');
    expect(begun).toEqual(['a', 'c']);
  });
});
