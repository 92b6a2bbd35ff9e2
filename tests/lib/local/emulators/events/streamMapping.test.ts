import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand, waitUntilTableExists, waitUntilTableNotExists } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createInvoke } from '../../../../../lib/local/emulators/events/lambda.ts';
import { matcher } from '../../../../../lib/local/emulators/events/pattern.ts';
import type { RunningMapping } from '../../../../../lib/local/emulators/events/queueMapping.ts';
import { openQueues, type Queues } from '../../../../../lib/local/emulators/events/queues.ts';
import { type OnStreamRecord, runStreamMapping } from '../../../../../lib/local/emulators/events/streamMapping.ts';
import { openStream, type StreamReader } from '../../../../../lib/local/emulators/events/streamReader.ts';
import { until } from '../../../../support/until.ts';
import { createTable, type Engine, embeddedIt, startEngine } from '../dynamodb/engine.ts';
import { type Batch, type FakeLambda, startFakeLambda } from './fakeLambda.ts';

let directory: string;
let engine: Engine;
let TableName: string;
let functions: FakeLambda;
let queues: Queues;
let stream: StreamReader;
let running: RunningMapping | undefined;

beforeAll(async () => {
  engine = await startEngine();
  Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
});
afterAll(() => engine.close());

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stream-'));
  TableName = await createTable(engine, {
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  functions = await startFakeLambda();
  queues = openQueues([], directory);
  stream = openStream(engine.url, TableName);
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  stream.close();
  queues.close();
  await functions.close();
  await rm(directory, { recursive: true });
});

const mapping = {
  from: 'stream',
  functionName: 'contact-service-dev-publishChange',
  timeout: 5,
  batchSize: 3,
  filters: [],
  maximumRetryAttempts: 2,
  onFailure: 'dead',
} as const;

function run(more: Partial<typeof mapping> | object = {}, onStreamRecord?: OnStreamRecord): RunningMapping {
  running = runStreamMapping({ ...mapping, ...more }, stream, queues, createInvoke(functions.url), onStreamRecord);
  return running;
}

const put = (sk: string, more: object = {}) =>
  engine.documents.send(new PutCommand({ TableName, Item: { pk: 'p', sk, ...more } }));
const keysOf = ({ Records }: Batch): string[] => Records.map(({ dynamodb }) => dynamodb.Keys.sk.S);
const received = () => functions.calls.map(({ event }) => keysOf(event));
/** Fails the records whose sort key is one of these. */
const failing =
  (...keys: string[]) =>
  (_: string, { Records }: Batch) => ({
    batchItemFailures: Records.filter(({ dynamodb }) => keys.includes(dynamodb.Keys.sk.S)).map(({ dynamodb }) => ({
      itemIdentifier: dynamodb.SequenceNumber,
    })),
  });
const dead = () => queues.list(['dead']).map(({ body }) => JSON.parse(body));

describe('runStreamMapping', () => {
  it('invokes the function with the records that Lambda would pass', async () => {
    const before = Math.floor(Date.now() / 1000);
    await put('a', { n: 1, bytes: new Uint8Array([0, 255]), inner: { set: new Set([new Uint8Array([1])]) } });
    await put('a', { n: 2 });
    await engine.documents.send(new DeleteCommand({ TableName, Key: { pk: 'p', sk: 'a' } }));
    await run().caughtUp();
    expect(functions.calls).toHaveLength(1);
    const Keys = { pk: { S: 'p' }, sk: { S: 'a' } };
    const first = { ...Keys, n: { N: '1' }, bytes: { B: 'AP8=' }, inner: { M: { set: { BS: ['AQ=='] } } } };
    const second = { ...Keys, n: { N: '2' } };
    const record = (eventName: string, images: object) => ({
      eventID: expect.any(String),
      eventName,
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: expect.any(String),
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        Keys,
        ...images,
        SequenceNumber: expect.stringMatching(/^\d+$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: expect.stringMatching(new RegExp(`^arn:aws:dynamodb:.*:table/${TableName}/stream/`)),
    });
    const { name, event } = functions.calls[0] ?? {};
    expect(name).toBe('publishChange');
    expect(event).toEqual({
      Records: [
        record('INSERT', { NewImage: first }),
        record('MODIFY', { NewImage: second, OldImage: first }),
        record('REMOVE', { OldImage: second }),
      ],
    });
    expect(event?.Records[0].dynamodb.ApproximateCreationDateTime - before).toBeLessThan(60);
  });

  it('delivers all records in order, in batches, also later ones', async () => {
    const { caughtUp } = run();
    for (const key of ['a', 'b', 'c', 'd']) await put(key);
    await caughtUp();
    expect(received().flat()).toEqual(['a', 'b', 'c', 'd']);
    expect(Math.max(...received().map(({ length }) => length))).toBeLessThanOrEqual(3);
    await put('e');
    await until(() => received().flat().includes('e'));
  });

  it('delivers only records that any of its filters matches', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await put(key, { [key]: 'x' });
    const filters = ['b', 'd'].map((name) =>
      matcher({ dynamodb: { NewImage: { [name]: { S: [{ exists: true }] } } } }),
    );
    await run({ filters }).caughtUp();
    expect(received()).toEqual([['b', 'd']]);
  });

  it('delivers removals if one of its filters matches the old image', async () => {
    await put('contact', { updatedAt: 'now' });
    await put('other');
    for (const sk of ['contact', 'other'])
      await engine.documents.send(new DeleteCommand({ TableName, Key: { pk: 'p', sk } }));
    const filters = ['NewImage', 'OldImage'].map((image) =>
      matcher({ dynamodb: { [image]: { updatedAt: { S: [{ exists: true }] } } } }),
    );
    await run({ filters }).caughtUp();
    expect(functions.calls.flatMap(({ event }) => event.Records)).toMatchObject([
      { eventName: 'INSERT', dynamodb: { Keys: { sk: { S: 'contact' } } } },
      { eventName: 'REMOVE', dynamodb: { Keys: { sk: { S: 'contact' } } } },
    ]);
  });

  it('retries a batch from its first failed record', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await put(key);
    functions.handler = (name, event) => {
      functions.handler = () => null;
      return failing('c', 'b')(name, event);
    };
    await run().caughtUp();
    expect(received()).toEqual([['a', 'b', 'c'], ['b', 'c'], ['d']]);
    expect(dead()).toEqual([]);
  });

  it('blocks the stream at a failing record, then sends its position, and no other, to the on-failure queue', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await put(key);
    functions.handler = failing('b');
    await run().caughtUp();
    expect(received()).toEqual([['a', 'b', 'c'], ['b', 'c'], ['b'], ['b'], ['b'], ['c'], ['d']]);
    const [{ dynamodb: first, eventSourceARN }] = functions.calls[1]?.event.Records ?? [];
    const time = new Date(first.ApproximateCreationDateTime * 1000).toISOString();
    expect(dead()).toEqual([
      {
        requestContext: {
          requestId: expect.any(String),
          functionArn: expect.stringMatching(/^arn:aws:lambda:.*:function:contact-service-dev-publishChange$/),
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 3,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST' },
        version: '1.0',
        timestamp: expect.any(String),
        DDBStreamBatchInfo: {
          shardId: expect.stringMatching(/^shardId-/),
          startSequenceNumber: first.SequenceNumber,
          endSequenceNumber: first.SequenceNumber,
          approximateArrivalOfFirstRecord: time,
          approximateArrivalOfLastRecord: expect.any(String),
          batchSize: 1,
          streamArn: eventSourceARN,
        },
      },
    ]);
  });

  it('retries a batch in halves, in order, if the function throws or times out', async () => {
    for (const key of ['a', 'b', 'c']) await put(key);
    functions.handler = () => {
      functions.handler = () => {
        functions.handler = () => null;
        return new Promise(() => {});
      };
      throw new Error('out of order');
    };
    await run({ timeout: 0.2 }).caughtUp();
    expect(received()).toEqual([['a', 'b', 'c'], ['a', 'b'], ['a'], ['b'], ['c']]);
  });

  it('records a thrown error in the failure message, and skips the batch without a destination', async () => {
    await put('a');
    functions.handler = () => {
      throw new Error('out of order');
    };
    await run({ maximumRetryAttempts: 0 }).caughtUp();
    expect(dead()).toMatchObject([{ responseContext: { functionError: 'Unhandled' } }]);
    await running?.close();
    await put('b');
    await run({ maximumRetryAttempts: 0, onFailure: undefined }).caughtUp();
    expect(received()).toEqual([['a'], ['b']]);
    expect(dead()).toHaveLength(1);
  });

  it('continues after a restart at the first unprocessed record', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await put(key);
    functions.handler = failing('d');
    const caughtUp = run({ maximumRetryAttempts: 50 }).caughtUp();
    await until(() => received().length > 2);
    await Promise.all([running?.close(), expect(caughtUp).rejects.toThrow('The mapping was closed')]);
    queues.close();
    queues = openQueues([], directory);
    functions.calls.length = 0;
    functions.handler = () => null;
    await put('e');
    await run().caughtUp();
    expect(received()).toEqual([['d', 'e']]);
  });

  embeddedIt('starts at the oldest record if its checkpoint is older than the retention', async () => {
    await put('a');
    const [shard] = await stream.shards();
    queues.setCheckpoint(
      `contact-service-dev-publishChange ${shard?.streamArn} ${shard?.shardId}`,
      '000000000000000000001',
    );
    await run().caughtUp();
    expect(received()).toEqual([['a']]);
  });

  embeddedIt('continues with a new table of the same name after the old one is deleted', async () => {
    await put('a');
    const { caughtUp } = run();
    await caughtUp();
    await engine.client.send(new DeleteTableCommand({ TableName }));
    await waitUntilTableNotExists(
      { client: engine.client, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.1 },
      { TableName },
    );
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } as const;
    await createTable(engine, { TableName, StreamSpecification });
    await waitUntilTableExists(
      { client: engine.client, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.1 },
      { TableName },
    );
    await put('b');
    await until(() => received().flat().includes('b'));
  });

  it('reads the stream when the engine says that it has new records', async () => {
    let changed = () => {};
    await run({}, (listener) => {
      changed = listener;
    }).caughtUp();
    for (const [n, key] of ['a', 'b'].entries()) {
      await put(key);
      changed();
      await until(() => received().length === n + 1);
    }
  });

  it('is caught up if the stream is empty', async () => {
    await run().caughtUp();
    expect(received()).toEqual([]);
  });
});
