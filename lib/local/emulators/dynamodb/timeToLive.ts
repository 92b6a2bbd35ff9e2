import type { Database } from './database.ts';
import { db, type Item, type Table } from './dynalite.ts';
import { isolated, reshaping } from './isolated.ts';
import { type Operations, operation } from './operation.ts';
import { createOverlay, type Overlay } from './overlay.ts';
import { prefixed, readAll } from './ranges.ts';
import { write } from './writes.ts';

/** What is stored under `ttl~<table>` while time to live is enabled. */
interface TimeToLive {
  TableName: string;
  AttributeName: string;
}

const timeToLiveKey = (tableName: string) => `ttl~${tableName}`;
const tableName = { type: 'String', notNull: true };
const service = { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' };

/** DynamoDB takes a time that is longer ago than this for a mistake, and leaves the item alone. */
const oldestSeconds = 5 * 365 * 24 * 60 * 60;

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
      reshaping(database, TableName, async (overlay) => {
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

/** Forgets a deleted table's setting. */
export function removeTimeToLive(overlay: Overlay, name: string): void {
  overlay.del(timeToLiveKey(name));
}

/** Deletes the items whose time to live has passed, each with a stream record that names the service. */
export async function deleteExpiredItems(database: Database): Promise<void> {
  for (const { TableName, AttributeName } of await readAll<TimeToLive>(database.level, prefixed('ttl~'))) {
    const table = (await database.level.get(`table~${TableName}`)) as Table | undefined;
    if (!table) continue;
    for await (const item of database.level.values(prefixed(`item-${TableName}~`))) {
      if (!isExpired(item as Item, AttributeName)) continue;
      const request = { TableName, Key: keyOf(item as Item, table) };
      const deletion = isolated(
        database,
        [request],
        async (overlay, [key = '']) => {
          const current = (await overlay.get(key)) as Item | undefined;
          if (current && isExpired(current, AttributeName)) await write(overlay, 'DeleteItem', request);
        },
        { userIdentity: service },
      );
      await deletion.catch(unlessTableIsGone);
    }
  }
}

function unlessTableIsGone(error: Error): void {
  if (error.name !== 'ResourceNotFoundException') throw error;
}

function isExpired(item: Item, attributeName: string): boolean {
  const age = Date.now() / 1000 - Number(item[attributeName]?.N ?? Number.NaN);
  return age > 0 && age < oldestSeconds;
}

function keyOf(item: Item, table: Table): Item {
  return Object.fromEntries(table.KeySchema.map(({ AttributeName: name }) => [name, item[name] ?? {}]));
}
