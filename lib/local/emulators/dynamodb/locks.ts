interface Queue {
  /** The last holder, or the last in line, that shares the name with nobody. */
  writer: Promise<void> | undefined;
  /** Those behind that writer that share the name. */
  readers: Set<Promise<void>>;
}

export type Locks = ReturnType<typeof createLocks>;

/**
 * Makes a lock over names: `locked({ shared, exclusive }, work)` runs `work` while nobody else holds an exclusive name in
 * any way or a shared name exclusively. A request joins the lines of all its names in one synchronous step, so every two
 * requests stand in the same order everywhere and cannot wait for each other.
 */
export function createLocks() {
  const queues = new Map<string, Queue>();

  return async function locked<T>(
    { shared = [], exclusive = [] }: { shared?: string[]; exclusive?: string[] },
    work: () => Promise<T>,
  ): Promise<T> {
    const { promise: done, resolve: release } = Promise.withResolvers<void>();
    const before: (Promise<void> | undefined)[] = [];
    for (const name of new Set(exclusive)) {
      const queue = queues.get(name);
      if (queue) before.push(queue.writer, ...queue.readers);
      queues.set(name, { writer: done, readers: new Set() });
    }
    for (const name of new Set(shared)) {
      const queue = queues.get(name) ?? { writer: undefined, readers: new Set() };
      before.push(queue.writer);
      queue.readers.add(done);
      queues.set(name, queue);
    }
    await Promise.all(before);
    try {
      return await work();
    } finally {
      for (const name of [...shared, ...exclusive]) {
        const queue = queues.get(name);
        if (!queue) continue;
        queue.readers.delete(done);
        if (queue.writer === done) queue.writer = undefined;
        if (!queue.writer && queue.readers.size === 0) queues.delete(name);
      }
      release();
    }
  };
}
