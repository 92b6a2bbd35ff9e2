import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import {
  type AttributeValue,
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDbProxy, Interception } from './dynamoDbProxy.ts';
import type { Service } from './service.ts';
import { type Item, indexUnits, readUnits, sizeOf, writeUnits } from './units.ts';

/** What some work used: requests to DynamoDB and their units, and requests to other AWS services by their target. */
export type Use = {
  requests: number;
  writeUnits: number;
  readUnits: number;
  readonly others: Record<string, number>;
};

type Key = Readonly<Record<string, AttributeValue>>;
type BatchReads = { readonly Keys: Record<string, AttributeValue>[]; readonly ConsistentRead?: boolean };
type BatchItems = Record<string, BatchReads | readonly Record<string, Omit<Write, 'TableName'>>[]>;
type Write = { readonly TableName: string; readonly Key?: Key; readonly Item?: Key };

/** The keys of the indexes of the contacts table. */
const indexKeys = [
  ['dueShard', 'dueAt'],
  ['tenantId', 'statusKey'],
  ['feedShard', 'feedKey'],
];
const started = 'http.client.request.start';

/** Returns a function that does some work of the service in a test, and measures what it used. */
export function recordUse({ proxy }: Service): (work: () => Promise<unknown>) => Promise<Use> {
  const engine = new DynamoDBClient({ endpoint: process.env.SHARED_DYNAMODB_ENDPOINT ?? '' });
  afterAll(() => engine.destroy());
  return meterUse(proxy, engine);
}

/**
 * Returns a function that does some work and measures what it used. The units are computed by AWS's rules from the
 * items before and after, because the embedded engine does not count those of an index or of a failed condition.
 */
export function meterUse(proxy: DynamoDbProxy, engine: DynamoDBClient): (work: () => Promise<unknown>) => Promise<Use> {
  const find = async (TableName: string, Key: Key): Promise<Item> =>
    (await engine.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;

  return async (work) => {
    const use: Use = { requests: 0, writeUnits: 0, readUnits: 0, others: {} };
    const unsettled: (() => Promise<void>)[] = [];
    const indexed = new Set<string>();

    async function recordWrite({ TableName, Key, Item }: Write, transactional: boolean): Promise<void> {
      const key = Key ?? keyOf(TableName, Item ?? {});
      const before = await find(TableName, key);
      unsettled.push(async () => {
        const after = await find(TableName, key);
        use.writeUnits += writeUnits(before, after, { transactional });
        // Where two writes find the same item, the first one was cancelled, and an index was not written for it.
        const written = JSON.stringify([TableName, key, before]);
        if (indexed.has(written)) return;
        indexed.add(written);
        for (const names of indexKeys) use.writeUnits += indexUnits(before, after, names);
      });
    }

    async function recordRead(operation: string, request: Write & { ConsistentRead?: boolean }): Promise<void> {
      const consistent = request.ConsistentRead === true;
      if (operation === 'GetItem') {
        const size = sizeOf(await find(request.TableName, request.Key ?? {}));
        // Not in one expression with `await`: reads at the same time would overwrite each other's sums.
        use.readUnits += readUnits(size, { consistent });
        return;
      }
      const query = new QueryCommand({ ...request, ReturnConsumedCapacity: 'TOTAL' });
      const { ConsumedCapacity } = await engine.send(query);
      // The engine counts nothing for a query that finds nothing.
      use.readUnits += Math.max(ConsumedCapacity?.CapacityUnits ?? 0, readUnits(0, { consistent }));
    }

    async function recordReads(
      TableName: string,
      { Keys, ConsistentRead: consistent = false }: BatchReads,
    ): Promise<void> {
      // One request: the connection of the work is idle meanwhile, and the engine closes it after five seconds.
      const batch = { RequestItems: { [TableName]: { Keys, ConsistentRead: true } } };
      const { Responses } = await engine.send(new BatchGetItemCommand(batch));
      const sizes = Keys.map((_, i) => sizeOf(Responses?.[TableName]?.[i]));
      use.readUnits += sizes.reduce((sum, size) => sum + readUnits(size, { consistent }), 0);
    }

    /** Each item of a batch counts as if it was read or written alone. */
    async function recordBatch(requests: BatchItems): Promise<void> {
      for (const [TableName, batch] of Object.entries(requests)) {
        if ('Keys' in batch) await recordReads(TableName, batch);
        else
          for (const write of batch.flatMap((each) => Object.values(each)))
            await recordWrite({ TableName, ...write }, false);
      }
    }

    proxy.intercept = async (operation, body): Promise<Interception> => {
      const request = JSON.parse(body);
      use.requests++;
      if (operation === 'TransactWriteItems') {
        const parts: Record<string, Write>[] = request.TransactItems;
        for (const write of parts.flatMap((part) => Object.values(part))) await recordWrite(write, true);
      } else if (request.RequestItems) await recordBatch(request.RequestItems);
      else if (writes.has(operation)) await recordWrite(request, false);
      else await recordRead(operation, request);
      return 'pass';
    };
    const onRequest = (message: unknown): void => {
      const { request } = message as { request: ClientRequest };
      const target = String(request.getHeader('x-amz-target') ?? 'DynamoDB');
      if (!target.startsWith('DynamoDB')) use.others[target] = (use.others[target] ?? 0) + 1;
    };
    subscribe(started, onRequest);
    try {
      await work();
      for (const settle of unsettled) await settle();
    } finally {
      unsubscribe(started, onRequest);
      proxy.intercept = () => 'pass';
    }
    return use;
  };
}

const writes = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

function keyOf(tableName: string, item: Key): Key {
  const names = ['tenantId', tableName.endsWith('-keys') ? 'keyHash' : 'contactId'];
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}
