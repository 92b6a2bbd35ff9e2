type Order<Item> = {
  /** What an item is about. */
  readonly keysOf: (item: Item) => readonly string[];
  /** How many items are worked on at once. */
  readonly atOnce: number;
};

/**
 * Works on items concurrently, and returns the results in the order of the items. Items that share a key are worked on
 * one after another, in their order. Rejects as soon as the work on one item does.
 */
export function inOrder<Item, Result>(
  items: readonly Item[],
  { keysOf, atOnce }: Order<Item>,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const last = new Map<string, Promise<unknown>>();
  const waiting: (() => void)[] = [];
  let free = atOnce;
  const whenFree = async (item: Item): Promise<Result> => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free--;
    try {
      return await work(item);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
  return Promise.all(
    items.map((item) => {
      const keys = keysOf(item);
      const result = Promise.all(keys.map((key) => last.get(key))).then(() => whenFree(item));
      for (const key of keys) last.set(key, result);
      return result;
    }),
  );
}
