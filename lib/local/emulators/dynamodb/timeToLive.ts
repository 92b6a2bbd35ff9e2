import type { Database } from './database.ts';
import { db, type Item, type Table } from './dynalite.ts';
import { type Operations, operation } from './operation.ts';
import { createOverlay, type Overlay } from './overlay.ts';
import { prefixed, readAll } from './ranges.ts';
import { withLockedItems, withLockedTable } from './withLocks.ts';
import { write } from './writes.ts';

/** The value of `ttl~<table>`; it exists while time to live is enabled. */
interface TimeToLive {
  TableName: string;
  AttributeName: string;
}

const timeToLiveKey = (tableName: string) => `ttl~${tableName}`;
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
        if (Enabled) overlay.put(timeToLiveKey(TableName), { TableName, AttributeName } satisfies TimeToLive);
        else overlay.del(timeToLiveKey(TableName));
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

/** Deletes the setting of a deleted table. */
export function removeTimeToLive(overlay: Overlay, name: string): void {
  overlay.del(timeToLiveKey(name));
}

/** Deletes expired items. Their stream records have DynamoDB's own user identity, as on AWS. */
export async function deleteExpiredItems(database: Database): Promise<void> {
  for (const { TableName, AttributeName } of await readAll<TimeToLive>(database.level, prefixed('ttl~'))) {
    const table = (await database.level.get(`table~${TableName}`)) as Table | undefined;
    if (!table) continue;
    for await (const item of database.level.values(prefixed(`item-${TableName}~`))) {
      if (!isExpired(item as Item, AttributeName)) continue;
      const request = { TableName, Key: keyOf(item as Item, table) };
      const deletion = withLockedItems(
        database,
        [request],
        async (overlay, [key = '']) => {
          const current = (await overlay.get(key)) as Item | undefined;
          if (current && isExpired(current, AttributeName)) await write(overlay, 'DeleteItem', request);
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
