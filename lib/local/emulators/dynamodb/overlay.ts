import { Readable } from 'node:stream';
import type { Database } from './database.ts';
import type { Action, Callback, LevelOperation, Range, Store, SubStore, Table } from './dynalite.ts';
import { ApiError } from './errors.ts';
import { prefixed } from './ranges.ts';

/** The LevelDB prefix of an index's entries; `type` is global or local. */
export function indexPrefix(type: string, table: string, index: string): string {
  return `index-${type.toLowerCase()}~${table}~${index}~`;
}

export type Overlay = ReturnType<typeof createOverlay>;

/**
 * Creates a view of the database for one request. It shows the request's own writes, which reach LevelDB only when the
 * caller commits `writes`. Values are read once and cached, so the caller must hold locks on everything that it writes.
 * Iteration, and with it Query and Scan, shows only committed data.
 */
export function createOverlay(database: Database) {
  const reads = new Map<string, Promise<unknown>>();
  const writes = new Map<string, LevelOperation>();

  function readCommitted(key: string): Promise<unknown> {
    let value = reads.get(key);
    if (!value) {
      // A read without a thread takes microseconds. While an item is locked, each turn of the event loop costs more.
      value = Promise.resolve(database.level.getSync(key));
      reads.set(key, value);
    }
    return value;
  }

  function get(key: string): Promise<unknown> {
    const write = writes.get(key);
    return write ? Promise.resolve(write.type === 'put' ? write.value : undefined) : readCommitted(key);
  }

  function put(key: string, value: unknown): void {
    writes.set(key, { type: 'put', key, value });
  }

  function del(key: string): void {
    writes.set(key, { type: 'del', key });
  }

  async function clear(prefix: string): Promise<void> {
    for await (const key of database.level.keys(prefixed(prefix))) del(key);
  }

  /** The table's description. Throws ResourceNotFoundException. */
  async function table(name: string): Promise<Table> {
    const found = await get(`table~${name}`);
    if (!found) {
      throw new ApiError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
    }
    return found as Table;
  }

  /** Runs a dynalite action on this view. */
  function run(action: Action, data: object): Promise<object> {
    return new Promise((resolve, reject) => {
      action(asStore(reject), data, (error, result) => (error ? reject(error) : resolve(result ?? {})));
    });
  }

  /** This view as a dynalite store. `fail` gets the error of a callback that throws. */
  function asStore(fail: (error: unknown) => void): Store {
    function settle<T>(promise: Promise<T>, callback: Callback<T>): void {
      promise.then((result) => callback(null, result), callback).catch(fail);
    }

    function subStore(prefix: string): SubStore {
      const done = (callback: Callback<void>) => settle(Promise.resolve(), callback);
      return {
        get: (key, callback) => settle(get(prefix + key), callback),
        put(key, value, callback) {
          put(prefix + key, value);
          done(callback);
        },
        del(key, callback) {
          del(prefix + key);
          done(callback);
        },
        batch(operations, callback) {
          for (const operation of operations)
            writes.set(prefix + operation.key, { ...operation, key: prefix + operation.key });
          done(callback);
        },
        lock: (_key, work) => work((callback) => callback),
        createKeyStream: (range) => Readable.from(withoutPrefix(database.level.keys(within(prefix, range)), prefix)),
        createValueStream: (range) => Readable.from(database.level.values(within(prefix, range))),
      };
    }

    return {
      options: database.store.options,
      tableDb: { ...database.store.tableDb, ...subStore('table~') },
      getItemDb: (name) => subStore(`item-${name}~`),
      deleteItemDb: (name, callback) => settle(clear(`item-${name}~`), callback),
      getIndexDb: (type, name, index) => subStore(indexPrefix(type, name, index)),
      deleteIndexDb: (type, name, index, callback) => settle(clear(indexPrefix(type, name, index)), callback),
      deleteTagDb: (_name, callback) => settle(Promise.resolve(), callback),
      getTable(name, ...rest) {
        const callback = rest.length === 1 ? rest[0] : rest[1];
        settle(table(name), callback);
      },
    };
  }

  return { database, writes, readCommitted, get, put, del, clear, table, run };
}

function within(prefix: string, { gt, gte, lt, lte, ...rest }: Range = {}): Range {
  const all = prefixed(prefix);
  const from = gt !== undefined ? { gt: prefix + gt } : { gte: gte === undefined ? all.gte : prefix + gte };
  const to = lt !== undefined ? { lt: prefix + lt } : lte !== undefined ? { lte: prefix + lte } : { lt: all.lt };
  return { ...rest, ...from, ...to };
}

async function* withoutPrefix(keys: AsyncIterable<string>, prefix: string): AsyncGenerator<string> {
  for await (const key of keys) yield key.slice(prefix.length);
}
