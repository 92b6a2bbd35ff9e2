import { setTimeout } from 'node:timers/promises';
import {
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
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
    let records = await readRecords(engine, iterator);
    for (let tries = 0; tries < 50 && records.records.length < 7; tries++) {
      await setTimeout(50);
      records = await readRecords(engine, iterator);
    }
    await setTimeout(150);
    const query = { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': 'p' } };
    const { Items } = await engine.documents.send(new QueryCommand(query));
    expect(Items?.map(({ sk }) => sk)).toEqual(['later', 'milliseconds', 'never', 'sixYearsAgo', 'text']);
    expect(records.records.slice(6)).toMatchObject([
      {
        eventName: 'REMOVE',
        dynamodb: { Keys: { sk: { S: 'expired' } }, OldImage: { sk: { S: 'expired' } } },
        userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' },
      },
    ]);
    expect(records.records.slice(0, 6).some((record) => record.userIdentity)).toBe(false);
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
    for (let tries = 0; tries < 50 && (await count()) !== 0; tries++) await setTimeout(50);
    expect(await count()).toBe(0);
  });

  it('is disabled for a table that is deleted and created again', async () => {
    const TableName = await createTable(engine);
    await updateTimeToLive(TableName, true);
    await engine.client.send(new DeleteTableCommand({ TableName }));
    await createTable(engine, { TableName });
    expect(await describeTimeToLive(TableName)).toEqual({ TimeToLiveStatus: 'DISABLED' });
  });
});
