interface Queue {
  /** The last request in the queue that locks the name exclusively; it settles when the lock is released. */
  writer: Promise<void> | undefined;
  /** The requests after that writer that share the name. */
  readers: Set<Promise<void>>;
}

export type Locks = ReturnType<typeof createLocks>;

/**
 * Creates read-write locks on names: `locked({ shared, exclusive }, work)` runs `work` while no other request holds any
 * of the `exclusive` names, or holds one of the `shared` names exclusively. A request enters the queues of all its
 * names in one synchronous step. Two requests are therefore in the same order in every queue and cannot deadlock.
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
