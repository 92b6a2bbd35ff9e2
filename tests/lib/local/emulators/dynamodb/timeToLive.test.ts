import {
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Database, openDatabase } from '../../../../../lib/local/emulators/dynamodb/database.ts';
import { operations } from '../../../../../lib/local/emulators/dynamodb/operations.ts';
import { deleteExpiredItems } from '../../../../../lib/local/emulators/dynamodb/timeToLive.ts';
import { until } from '../../../../support/until.ts';
import { createTable, type Engine, embeddedIt, readRecords, shardIterator, startEngine } from './engine.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({ sweepMs: 50 });
});
afterAll(() => engine.close());

const describeTimeToLive = async (TableName: string) =>
  (await engine.client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
const updateTimeToLive = (TableName: string, Enabled: boolean) =>
  engine.client.send(
    new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled, AttributeName: 'expiresAt' } }),
  );
const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;

describe('time to live', () => {
  it('is disabled until it is enabled', async () => {
    const TableName = await createTable(engine);
    expect(await describeTimeToLive(TableName)).toEqual({ TimeToLiveStatus: 'DISABLED' });
    const { TimeToLiveSpecification } = await updateTimeToLive(TableName, true);
    expect(TimeToLiveSpecification).toEqual({ Enabled: true, AttributeName: 'expiresAt' });
    expect(await describeTimeToLive(TableName)).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
  });

  it('cannot be enabled or disabled twice', async () => {
    const TableName = await createTable(engine);
    await expect(updateTimeToLive(TableName, false)).rejects.toMatchObject({ name: 'ValidationException' });
    await updateTimeToLive(TableName, true);
    await expect(updateTimeToLive(TableName, true)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('needs a table', async () => {
    await expect(describeTimeToLive('missing-table')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(updateTimeToLive('missing-table', true)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  embeddedIt('deletes expired items only, with stream records that name DynamoDB as the user', async () => {
    const TableName = await createTable(engine, {
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    const times = {
      expired: seconds(-5),
      later: seconds(1000),
      never: undefined,
      text: String(seconds(-5)),
      milliseconds: Date.now(),
      sixYearsAgo: seconds(-6 * 366 * 24 * 3600),
    };
    for (const [sk, expiresAt] of Object.entries(times)) {
      await engine.documents.send(new PutCommand({ TableName, Item: { pk: 'p', sk, expiresAt } }));
    }
    await updateTimeToLive(TableName, true);
    const { Table } = await engine.client.send(new DescribeTableCommand({ TableName }));
    const iterator = await shardIterator(engine, Table?.LatestStreamArn ?? '', 'TRIM_HORIZON');
    const read = async () => (await readRecords(engine, iterator)).records;
    await until(async () => (await read()).length >= 7);
    // A whole sweep begins and ends before this item is gone.
    const last = { pk: 'p', sk: 'last', expiresAt: seconds(-5) };
    await engine.documents.send(new PutCommand({ TableName, Item: last }));
    await until(async () => (await read()).length >= 9);
    const records = (await read()).slice(0, 7);
    const query = { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': 'p' } };
    const { Items } = await engine.documents.send(new QueryCommand(query));
    expect(Items?.map(({ sk }) => sk)).toEqual(['later', 'milliseconds', 'never', 'sixYearsAgo', 'text']);
    expect(records.slice(6)).toMatchObject([
      {
        eventName: 'REMOVE',
        dynamodb: { Keys: { sk: { S: 'expired' } }, OldImage: { sk: { S: 'expired' } } },
        userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' },
      },
    ]);
    expect(records.slice(0, 6).some((record) => record.userIdentity)).toBe(false);
  });

  embeddedIt('deletes expired items from the indexes too', async () => {
    const TableName = await createTable(engine, {
      GlobalSecondaryIndexes: [
        {
          IndexName: 'bySk',
          KeySchema: [{ AttributeName: 'sk', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
    await updateTimeToLive(TableName, true);
    await engine.documents.send(new PutCommand({ TableName, Item: { pk: 'p', sk: 'a' } }));
    const query = {
      TableName,
      IndexName: 'bySk',
      KeyConditionExpression: 'sk = :sk',
      ExpressionAttributeValues: { ':sk': 'a' },
    };
    const count = async () => (await engine.documents.send(new QueryCommand(query))).Count;
    expect(await count()).toBe(1);
    await engine.documents.send(
      new UpdateCommand({
        TableName,
        Key: { pk: 'p', sk: 'a' },
        UpdateExpression: 'SET expiresAt = :t',
        ExpressionAttributeValues: { ':t': seconds(-5) },
      }),
    );
    await until(async () => (await count()) === 0);
  });

  it('reads only what has expired', async () => {
    const database = await openDatabase(undefined);
    const call = (name: string, body: object) => operations.DynamoDB_20120810?.[name]?.(database, body);
    const TableName = 'table';
    await call('CreateTable', {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    });
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expiresAt' };
    await call('UpdateTimeToLive', { TableName, TimeToLiveSpecification });
    const put = (pk: string, expiresAt: number) =>
      call('PutItem', { TableName, Item: { pk: { S: pk }, expiresAt: { N: `${expiresAt}` } } });
    for (let n = 0; n < 50; n++) await put(`later ${n}`, seconds(1000));
    for (let n = 0; n < 3; n++) await put(`expired ${n}`, seconds(-5));
    await put('expired 0', seconds(1000));
    const read = countReads(database);
    await deleteExpiredItems(database);
    // The setting, three expiries, and nothing of the 50 items.
    expect(read()).toBeLessThanOrEqual(4);
    const left = await Promise.all(
      ['expired 0', 'expired 1', 'expired 2'].map((pk) => call('GetItem', { TableName, Key: { pk: { S: pk } } })),
    );
    expect(left.map((reply) => Object.hasOwn(Object(reply), 'Item'))).toEqual([true, false, false]);
    await deleteExpiredItems(database);
    // An expiry is read once.
    expect(read()).toBeLessThanOrEqual(5);
    await database.level.close();
  });

  it('is disabled for a table that is deleted and created again', async () => {
    const TableName = await createTable(engine);
    await updateTimeToLive(TableName, true);
    await engine.client.send(new DeleteTableCommand({ TableName }));
    await createTable(engine, { TableName });
    expect(await describeTimeToLive(TableName)).toEqual({ TimeToLiveStatus: 'DISABLED' });
  });
});

/** Counts the entries that the database reads in ranges from now on. */
function countReads({ level }: Database): () => number {
  let reads = 0;
  const counted = <Args extends unknown[], T>(range: (...args: Args) => AsyncIterable<T>) =>
    async function* (...args: Args): AsyncGenerator<T> {
      for await (const entry of range(...args)) {
        reads++;
        yield entry;
      }
    };
  level.values = counted(level.values.bind(level));
  level.keys = counted(level.keys.bind(level));
  level.iterator = counted(level.iterator.bind(level));
  return () => reads;
}
