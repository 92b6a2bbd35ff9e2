import type { Database } from './database.ts';
import { db, type Item, type Table } from './dynalite.ts';
import { expiryOf, expiryPrefix, expiryTime, type TimeToLive, timeToLiveKey } from './expiries.ts';
import { type Operations, operation } from './operation.ts';
import { createOverlay, type Overlay } from './overlay.ts';
import { prefixed, readAll } from './ranges.ts';
import { withLockedItems, withLockedTable } from './withLocks.ts';
import { write } from './writes.ts';

const tableName = { type: 'String', notNull: true };
const serviceIdentity = { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' };

/** DynamoDB does not delete items whose time is further in the past than this. */
const maxAgeSeconds = 5 * 365 * 24 * 60 * 60;

/** UpdateTimeToLive and DescribeTimeToLive. */
export const timeToLiveOperations: Operations = {
  UpdateTimeToLive: operation(
    {
      types: {
        TableName: tableName,
        TimeToLiveSpecification: {
          type: 'FieldStruct<TimeToLiveSpecification>',
          notNull: true,
          children: {
            Enabled: { type: 'Boolean', notNull: true },
            AttributeName: { type: 'String', notNull: true, lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 255 },
          },
        },
      },
    },
    (
      database,
      {
        TableName,
        TimeToLiveSpecification,
      }: {
        TableName: string;
        TimeToLiveSpecification: { Enabled: boolean; AttributeName: string };
      },
    ) =>
      withLockedTable(database, TableName, async (overlay) => {
        const current = await findTimeToLive(overlay, TableName);
        const { Enabled, AttributeName } = TimeToLiveSpecification;
        if (Enabled && current) throw db.validationError('TimeToLive is already enabled');
        if (!Enabled && !current) throw db.validationError('TimeToLive is already disabled');
        if (Enabled) await enable(overlay, { TableName, AttributeName });
        else await removeTimeToLive(overlay, TableName);
        return { TimeToLiveSpecification };
      }),
  ),

  DescribeTimeToLive: operation(
    { types: { TableName: tableName } },
    async (database, { TableName }: { TableName: string }) => {
      const current = await findTimeToLive(createOverlay(database), TableName);
      return {
        TimeToLiveDescription: current
          ? { TimeToLiveStatus: 'ENABLED', AttributeName: current.AttributeName }
          : { TimeToLiveStatus: 'DISABLED' },
      };
    },
  ),
};

async function findTimeToLive(overlay: Overlay, name: string): Promise<TimeToLive | undefined> {
  await overlay.table(name);
  return (await overlay.get(timeToLiveKey(name))) as TimeToLive | undefined;
}

async function enable(overlay: Overlay, timeToLive: TimeToLive): Promise<void> {
  overlay.put(timeToLiveKey(timeToLive.TableName), timeToLive);
  for await (const [key, item] of overlay.database.level.iterator(prefixed(`item-${timeToLive.TableName}~`)))
    for (const expiry of expiryOf(timeToLive, key, item as Item)) overlay.put(expiry.key, key);
}

/** Deletes the setting of a table and its items' expiries. */
export async function removeTimeToLive(overlay: Overlay, name: string): Promise<void> {
  overlay.del(timeToLiveKey(name));
  await overlay.clear(expiryPrefix(name));
}

/** Deletes expired items. Their stream records have DynamoDB's own user identity, as on AWS. */
export async function deleteExpiredItems(database: Database): Promise<void> {
  for (const { TableName, AttributeName } of await readAll<TimeToLive>(database.level, prefixed('ttl~'))) {
    const table = (await database.level.get(`table~${TableName}`)) as Table | undefined;
    if (!table) continue;
    const prefix = expiryPrefix(TableName);
    const expired = { gte: prefix, lt: prefix + expiryTime(Date.now() / 1000) };
    for await (const [expiry, itemKey] of database.level.iterator(expired)) {
      const item = (await database.level.get(String(itemKey))) as Item | undefined;
      if (!item) {
        await database.commit([{ type: 'del', key: expiry }]);
        continue;
      }
      const request = { TableName, Key: keyOf(item, table) };
      const deletion = withLockedItems(
        database,
        [request],
        async (overlay, [key = '']) => {
          const current = (await overlay.get(key)) as Item | undefined;
          if (current && isExpired(current, AttributeName)) await write(overlay, 'DeleteItem', request);
          overlay.del(expiry);
        },
        { userIdentity: serviceIdentity },
      );
      await deletion.catch(ignoreMissingTable);
    }
  }
}

function ignoreMissingTable(error: Error): void {
  if (error.name !== 'ResourceNotFoundException') throw error;
}

function isExpired(item: Item, attributeName: string): boolean {
  const age = Date.now() / 1000 - Number(item[attributeName]?.N ?? Number.NaN);
  return age > 0 && age < maxAgeSeconds;
}

function keyOf(item: Item, table: Table): Item {
  return Object.fromEntries(table.KeySchema.map(({ AttributeName: name }) => [name, item[name] ?? {}]));
}
