import { DeleteCommand, PutCommand, QueryCommand, type QueryCommandInput, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createTable, type Engine, startEngine } from './engine.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const byTime = {
  IndexName: 'byTime',
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
      IndexName: 'byTime',
      KeyConditionExpression: 'pk = :pk',
      ...more,
      ExpressionAttributeValues: { ':pk': 'p', ...more.ExpressionAttributeValues },
    }),
  );
  return Items?.map(({ sk }) => sk);
}

describe('an index', () => {
  it('contains the current items that have its key attributes, in its order', async () => {
    const TableName = await createTable(engine, {
      AttributeDefinitions: [...keys, updatedAt],
      GlobalSecondaryIndexes: [byTime],
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

  it('is read page by page with LastEvaluatedKey', async () => {
    const TableName = await createTable(engine, {
      AttributeDefinitions: [...keys, updatedAt],
      GlobalSecondaryIndexes: [byTime],
    });
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    for (const sk of names) await put(TableName, sk, { updatedAt: 'same' });
    const seen: unknown[] = [];
    let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
    do {
      const page = await engine.documents.send(
        new QueryCommand({
          TableName,
          IndexName: 'byTime',
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
});
