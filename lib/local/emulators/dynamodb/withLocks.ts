import type { Database } from './database.ts';
import { db, type Item, type Table } from './dynalite.ts';
import { expiriesOf } from './expiries.ts';
import { createOverlay, type Overlay } from './overlay.ts';
import type { UserIdentity } from './storedStreams.ts';
import { recordsOf, streamedChanges } from './streams.ts';

/** Names one item: by its key, or by the whole item. */
export interface ItemReference {
  TableName: string;
  Key?: Item;
  Item?: Item;
}

/** The LevelDB key of an item. Throws ValidationException if its key does not fit the table. */
export function itemKey(table: Table, { Key, Item }: ItemReference): string {
  const invalid = Item ? db.validateItem(Item, table) : db.validateKey(Key ?? {}, table);
  if (invalid) throw invalid;
  return `item-${table.TableName}~${db.createKey(Item ?? Key ?? {}, table)}`;
}

/**
 * Runs `work` on an overlay while no other request can write the items, and commits its writes and their stream records
 * as one batch. If `work` throws, nothing is written. `names` are further names to lock; `userIdentity` goes into the
 * stream records.
 */
export async function withLockedItems<T>(
  database: Database,
  items: ItemReference[],
  work: (overlay: Overlay, keys: string[]) => Promise<T>,
  options: { names?: string[]; userIdentity?: UserIdentity } = {},
): Promise<T> {
  const tables = items.map(({ TableName }) => `table~${TableName}`);
  return database.locked({ shared: tables, exclusive: options.names ?? [] }, async () => {
    const overlay = createOverlay(database);
    const keys = await Promise.all(items.map(async (item) => itemKey(await overlay.table(item.TableName), item)));
    return database.locked({ exclusive: keys }, async () => {
      const result = await work(overlay, keys);
      await commit(overlay, options.userIdentity);
      return result;
    });
  });
}

/** Like `withLockedItems`, for a change of the table itself: it locks the table and all its items. */
export async function withLockedTable<T>(
  database: Database,
  tableName: string,
  work: (overlay: Overlay) => Promise<T>,
): Promise<T> {
  return database.locked({ exclusive: [`table~${tableName}`] }, async () => {
    const overlay = createOverlay(database);
    const result = await work(overlay);
    await database.commit([...overlay.writes.values()]);
    return result;
  });
}

async function commit(overlay: Overlay, userIdentity: UserIdentity | undefined): Promise<void> {
  if (overlay.writes.size === 0) return;
  const changes = await streamedChanges(overlay);
  const expiries = await expiriesOf(overlay);
  const records = recordsOf(overlay.database, changes, userIdentity);
  await overlay.database.commit([...overlay.writes.values(), ...expiries, ...records]);
  if (records.length > 0) overlay.database.streams.emit('record');
}
