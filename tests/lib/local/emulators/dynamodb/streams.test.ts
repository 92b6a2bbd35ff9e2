import { randomUUID } from 'node:crypto';
import { DeleteTableCommand, DescribeTableCommand, type StreamViewType } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DeleteCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import {
  callStreams,
  createTable,
  type Engine,
  embeddedIt,
  readRecords,
  shardIterator,
  startEngine,
} from './engine.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

async function createStream(StreamViewType: StreamViewType = 'NEW_AND_OLD_IMAGES') {
  const TableName = await createTable(engine, { StreamSpecification: { StreamEnabled: true, StreamViewType } });
  const { Table } = await engine.client.send(new DescribeTableCommand({ TableName }));
  const arn = Table?.LatestStreamArn ?? '';
  const put = (item: object) =>
    engine.documents.send(new PutCommand({ TableName, Item: { pk: 'p', sk: 'a', ...item } }));
  const readAll = async () => (await readRecords(engine, await shardIterator(engine, arn, 'TRIM_HORIZON'))).records;
  return { TableName, Table, arn, put, readAll };
}

const Key = { pk: 'p', sk: 'a' };
const keys = { pk: { S: 'p' }, sk: { S: 'a' } };

describe('a stream', () => {
  it('is described with its table, listed, and described on its own', async () => {
    const { TableName, Table, arn } = await createStream();
    expect(Table?.StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' });
    expect(arn).toBe(`${Table?.TableArn}/stream/${Table?.LatestStreamLabel}`);
    const listed = await callStreams(engine, 'ListStreams', { TableName });
    expect(listed).toMatchObject({ status: 200, reply: { Streams: [{ StreamArn: arn, TableName }] } });
    const { reply } = await callStreams(engine, 'DescribeStream', { StreamArn: arn });
    expect(reply).toMatchObject({
      StreamDescription: {
        StreamArn: arn,
        StreamStatus: 'ENABLED',
        StreamViewType: 'NEW_AND_OLD_IMAGES',
        TableName,
        KeySchema: [{ AttributeName: 'pk' }, { AttributeName: 'sk' }],
        Shards: [{ ShardId: expect.any(String), SequenceNumberRange: { StartingSequenceNumber: expect.any(String) } }],
      },
    });
  });

  it('has a record of every change with its images, in order', async () => {
    const { TableName, put, readAll } = await createStream();
    await put({ n: 1 });
    await engine.documents.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'SET n = :n',
        ExpressionAttributeValues: { ':n': 2 },
      }),
    );
    await engine.documents.send(new DeleteCommand({ TableName, Key }));
    const records = await readAll();
    expect(records).toMatchObject([
      { eventName: 'INSERT', dynamodb: { Keys: keys, NewImage: { ...keys, n: { N: '1' } } } },
      { eventName: 'MODIFY', dynamodb: { OldImage: { ...keys, n: { N: '1' } }, NewImage: { ...keys, n: { N: '2' } } } },
      { eventName: 'REMOVE', dynamodb: { Keys: keys, OldImage: { ...keys, n: { N: '2' } } } },
    ]);
    expect(records[0]?.dynamodb).not.toHaveProperty('OldImage');
    expect(records[2]?.dynamodb).not.toHaveProperty('NewImage');
    const numbers = records.map(({ dynamodb }) => BigInt(dynamodb.SequenceNumber));
    expect(numbers.every((number, n) => n === 0 || number > (numbers[n - 1] ?? 0n))).toBe(true);
    expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(3);
    expect(records[0]).toMatchObject({ eventSource: 'aws:dynamodb', awsRegion: expect.any(String) });
    const ageSeconds = Date.now() / 1000 - Number(records[0]?.dynamodb.ApproximateCreationDateTime);
    // DynamoDB Local rounds down to the minute.
    expect(ageSeconds).toBeLessThan(90);
    expect(ageSeconds).toBeGreaterThanOrEqual(0);
  });

  it('has no record of a write that changes nothing', async () => {
    const { TableName, put, readAll } = await createStream();
    await put({ tags: new Set(['a', 'b']), m: { x: 1, y: 2 } });
    await put({ m: { y: 2, x: 1 }, tags: new Set(['b', 'a']) });
    await engine.documents.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'SET m.x = :x',
        ExpressionAttributeValues: { ':x': 1 },
      }),
    );
    await engine.documents.send(new DeleteCommand({ TableName, Key: { pk: 'missing', sk: 'a' } }));
    await expect(
      engine.documents.send(new DeleteCommand({ TableName, Key, ConditionExpression: 'attribute_not_exists(pk)' })),
    ).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect((await readAll()).map(({ eventName }) => eventName)).toEqual(['INSERT']);
  });

  it('has the changes of transactions and batches, but not of a cancelled transaction', async () => {
    const { TableName, put, readAll } = await createStream();
    await put({ n: 1 });
    const item = (sk: string) => ({ pk: 'p', sk });
    const taken = { Put: { TableName, Item: Key, ConditionExpression: 'attribute_not_exists(pk)' } };
    await engine.documents.send(
      new TransactWriteCommand({
        TransactItems: [{ Delete: { TableName, Key } }, { Put: { TableName, Item: item('b') } }],
      }),
    );
    await put({ n: 2 });
    await expect(
      engine.documents.send(
        new TransactWriteCommand({ TransactItems: [{ Put: { TableName, Item: item('c') } }, taken] }),
      ),
    ).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    await engine.documents.send(
      new BatchWriteCommand({
        RequestItems: {
          [TableName]: [{ PutRequest: { Item: item('d') } }, { DeleteRequest: { Key: item('b') } }],
        },
      }),
    );
    const seen = (await readAll()).map(({ eventName, dynamodb }) => [eventName, dynamodb.Keys]);
    const change = (name: string, sk: string) => [name, { pk: { S: 'p' }, sk: { S: sk } }];
    expect(seen).toHaveLength(6);
    expect(seen[0]).toEqual(change('INSERT', 'a'));
    expect(seen.slice(1, 3)).toEqual(expect.arrayContaining([change('REMOVE', 'a'), change('INSERT', 'b')]));
    expect(seen[3]).toEqual(change('INSERT', 'a'));
    expect(seen.slice(4)).toEqual(expect.arrayContaining([change('INSERT', 'd'), change('REMOVE', 'b')]));
  });

  it.each<[StreamViewType, string[]]>([
    ['KEYS_ONLY', []],
    ['NEW_IMAGE', ['NewImage']],
    ['OLD_IMAGE', ['OldImage']],
    ['NEW_AND_OLD_IMAGES', ['NewImage', 'OldImage']],
  ])('of view type %s has the images %j', async (type, images) => {
    const { put, readAll } = await createStream(type);
    await put({ n: 1 });
    await put({ n: 2 });
    const dynamodb = (await readAll())[1]?.dynamodb ?? {};
    expect(dynamodb).toMatchObject({ Keys: keys, StreamViewType: type });
    expect(Object.keys(dynamodb).filter((name) => name.endsWith('Image'))).toEqual(
      images.length === 2 ? expect.arrayContaining(images) : images,
    );
  });

  it('can be read from the start, from the end, and at or after a record', async () => {
    const { arn, put } = await createStream();
    for (const n of [1, 2, 3]) await put({ n });
    const newest = await shardIterator(engine, arn, 'LATEST');
    const all = await readRecords(engine, await shardIterator(engine, arn, 'TRIM_HORIZON'), 2);
    expect(all.records).toHaveLength(3);
    const second = all.records[1]?.dynamodb.SequenceNumber;
    const at = await readRecords(engine, await shardIterator(engine, arn, 'AT_SEQUENCE_NUMBER', second));
    const after = await readRecords(engine, await shardIterator(engine, arn, 'AFTER_SEQUENCE_NUMBER', second));
    expect(at.records).toEqual(all.records.slice(1));
    expect(after.records).toEqual(all.records.slice(2));

    await put({ n: 4 });
    const last = [{ dynamodb: { NewImage: { n: { N: '4' } } } }];
    expect((await readRecords(engine, newest)).records).toMatchObject(last);
    expect((await readRecords(engine, all.next)).records).toMatchObject(last);
  });

  it('gives each of many concurrent changes once to a reader that follows it', async () => {
    const { TableName, arn, put } = await createStream();
    let next = await shardIterator(engine, arn, 'LATEST');
    const seen: string[] = [];
    let done = false;
    const reading = (async () => {
      for (let last = false; !last; ) {
        last = done;
        const batch = await readRecords(engine, next);
        seen.push(...batch.records.map(({ dynamodb }) => JSON.stringify(dynamodb.Keys)));
        next = batch.next;
      }
    })();
    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        n % 5
          ? put({ sk: `${n}` })
          : engine.documents.send(
              new TransactWriteCommand({
                TransactItems: [
                  { Put: { TableName, Item: { pk: 'p', sk: `${n}` } } },
                  { Put: { TableName, Item: { pk: 'q', sk: `${n}` } } },
                ],
              }),
            ),
      ),
    );
    done = true;
    await reading;
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
  });

  embeddedIt('stays readable to its end when its table is deleted', async () => {
    const { TableName, arn, put } = await createStream();
    await put({ n: 1 });
    await engine.client.send(new DeleteTableCommand({ TableName }));
    const { reply: description } = await callStreams(engine, 'DescribeStream', { StreamArn: arn });
    expect(description).toMatchObject({
      StreamDescription: {
        StreamStatus: 'DISABLED',
        Shards: [{ SequenceNumberRange: { EndingSequenceNumber: expect.any(String) } }],
      },
    });
    const iterator = await shardIterator(engine, arn, 'TRIM_HORIZON');
    const { records, next } = await readRecords(engine, iterator);
    expect(records).toMatchObject([{ dynamodb: { Keys: keys } }]);
    expect(next).toBeUndefined();
  });

  it('that does not exist is not found', async () => {
    const StreamArn = `arn:aws:dynamodb:us-east-1:000000000000:table/${randomUUID()}/stream/2026-01-01T00:00:00.000`;
    const { status, reply } = await callStreams<{ __type: string }>(engine, 'DescribeStream', { StreamArn });
    expect([status, reply.__type]).toEqual([400, expect.stringContaining('#ResourceNotFoundException')]);
  });
});
