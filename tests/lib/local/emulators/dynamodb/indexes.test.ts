import { setTimeout } from 'node:timers/promises';
import { DescribeTableCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, QueryCommand, type QueryCommandInput, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { jest } from '@jest/globals';
import { createTable, type Engine, embeddedIt, startEngine } from './engine.ts';

/** DynamoDB Local takes seconds to fill or remove an index. */
jest.setTimeout(90_000);

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const byUpdatedAt = {
  IndexName: 'byUpdatedAt',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'updatedAt', KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'ALL' as const },
};
const updatedAt = { AttributeName: 'updatedAt', AttributeType: 'S' as const };
const keys = [
  { AttributeName: 'pk', AttributeType: 'S' as const },
  { AttributeName: 'sk', AttributeType: 'S' as const },
];

const put = (TableName: string, sk: string, more: object = {}) =>
  engine.documents.send(new PutCommand({ TableName, Item: { pk: 'p', sk, ...more } }));

async function query(TableName: string, more: Partial<QueryCommandInput> = {}) {
  const { Items } = await engine.documents.send(
    new QueryCommand({
      TableName,
      IndexName: 'byUpdatedAt',
      KeyConditionExpression: 'pk = :pk',
      ...more,
      ExpressionAttributeValues: { ':pk': 'p', ...more.ExpressionAttributeValues },
    }),
  );
  return Items?.map(({ sk }) => sk);
}

async function untilActive(TableName: string, indexes: number) {
  for (const deadline = Date.now() + 25_000; Date.now() < deadline; await setTimeout(100)) {
    const { Table } = await engine.client.send(new DescribeTableCommand({ TableName }));
    const all = Table?.GlobalSecondaryIndexes ?? [];
    const active = all.every(({ IndexStatus }) => IndexStatus === 'ACTIVE') && Table?.TableStatus === 'ACTIVE';
    if (all.length === indexes && active) return Table;
  }
  throw new Error('The indexes did not become active');
}

async function addIndex(TableName: string) {
  await engine.client.send(
    new UpdateTableCommand({
      TableName,
      AttributeDefinitions: [...keys, updatedAt],
      GlobalSecondaryIndexUpdates: [{ Create: byUpdatedAt }],
    }),
  );
  return untilActive(TableName, 1);
}

describe('an index', () => {
  it('holds the items that have its key, in its order, as they change', async () => {
    const TableName = await createTable(engine, {
      AttributeDefinitions: [...keys, updatedAt],
      GlobalSecondaryIndexes: [byUpdatedAt],
    });
    await put(TableName, 'a', { updatedAt: '2026-01-03' });
    await put(TableName, 'b', { updatedAt: '2026-01-02' });
    await put(TableName, 'c', { updatedAt: '2026-01-01' });
    await put(TableName, 'none');
    expect(await query(TableName)).toEqual(['c', 'b', 'a']);
    await engine.documents.send(
      new UpdateCommand({
        TableName,
        Key: { pk: 'p', sk: 'c' },
        UpdateExpression: 'SET updatedAt = :t',
        ExpressionAttributeValues: { ':t': '2026-01-04' },
      }),
    );
    await engine.documents.send(new DeleteCommand({ TableName, Key: { pk: 'p', sk: 'b' } }));
    expect(await query(TableName)).toEqual(['a', 'c']);
    expect(await query(TableName, { ScanIndexForward: false, Limit: 1 })).toEqual(['c']);
    const between = {
      KeyConditionExpression: 'pk = :pk AND updatedAt BETWEEN :a AND :b',
      ExpressionAttributeValues: { ':a': '2026-01-01', ':b': '2026-01-03' },
    };
    expect(await query(TableName, between)).toEqual(['a']);
  });

  it('is paged through with its last key', async () => {
    const TableName = await createTable(engine, {
      AttributeDefinitions: [...keys, updatedAt],
      GlobalSecondaryIndexes: [byUpdatedAt],
    });
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    for (const sk of names) await put(TableName, sk, { updatedAt: 'same' });
    const seen: unknown[] = [];
    let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
    do {
      const page = await engine.documents.send(
        new QueryCommand({
          TableName,
          IndexName: 'byUpdatedAt',
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': 'p' },
          Limit: 3,
          ExclusiveStartKey,
        }),
      );
      seen.push(...(page.Items ?? []).map(({ sk }) => sk));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    expect(seen.sort()).toEqual(names);
  });

  it('that is added later is filled with what the table holds', async () => {
    const TableName = await createTable(engine);
    await put(TableName, 'a', { updatedAt: '2' });
    await put(TableName, 'b', { updatedAt: '1' });
    await put(TableName, 'without');
    const table = await addIndex(TableName);
    expect(table?.GlobalSecondaryIndexes).toMatchObject([byUpdatedAt]);
    expect(await query(TableName)).toEqual(['b', 'a']);
    await put(TableName, 'c', { updatedAt: '3' });
    expect(await query(TableName)).toEqual(['b', 'a', 'c']);
  });

  embeddedIt('that is added later leaves out items whose key attribute has another type', async () => {
    const TableName = await createTable(engine);
    await put(TableName, 'a', { updatedAt: 5 });
    await put(TableName, 'b', { updatedAt: '5' });
    await addIndex(TableName);
    expect(await query(TableName)).toEqual(['b']);
  });

  embeddedIt('that is added while items are written misses none', async () => {
    const TableName = await createTable(engine);
    const writing = Array.from({ length: 60 }, (_, n) => put(TableName, `${n}`.padStart(2, '0'), { updatedAt: 'x' }));
    const adding = addIndex(TableName);
    await Promise.all(writing);
    await adding;
    expect((await query(TableName))?.length).toBe(60);
  });

  it('can be removed, and added again', async () => {
    const TableName = await createTable(engine);
    await put(TableName, 'a', { updatedAt: '1' });
    await addIndex(TableName);
    const removal = { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byUpdatedAt' } }] };
    await engine.client.send(new UpdateTableCommand({ TableName, ...removal }));
    await untilActive(TableName, 0);
    await expect(query(TableName)).rejects.toMatchObject({ name: 'ValidationException' });
    await engine.documents.send(new DeleteCommand({ TableName, Key: { pk: 'p', sk: 'a' } }));
    await put(TableName, 'b', { updatedAt: '1' });
    await addIndex(TableName);
    expect(await query(TableName)).toEqual(['b']);
  });

  it('needs key attributes that are defined', async () => {
    const TableName = await createTable(engine);
    const update = { TableName, AttributeDefinitions: keys, GlobalSecondaryIndexUpdates: [{ Create: byUpdatedAt }] };
    await expect(engine.client.send(new UpdateTableCommand(update))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});
