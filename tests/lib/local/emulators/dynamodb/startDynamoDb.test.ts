import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DescribeTableCommand, DescribeTimeToLiveCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { jest } from '@jest/globals';
import { startDynamoDb } from '../../../../../lib/local/emulators/dynamodb/startDynamoDb.ts';
import { connect, createTable, readRecords, shardIterator } from './engine.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dynamodb-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** A request whose body has not arrived yet. */
const beginningOf = (port: number) => `POST / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 100\r\n\r\n{`;

describe('startDynamoDb', () => {
  it('listens on 127.0.0.1 only', async () => {
    const started = await startDynamoDb({ port: 0 });
    expect(started.url).toBe(`http://127.0.0.1:${started.port}`);
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address && address.family === 'IPv4' && !address.internal);
    for (const host of ['127.0.0.2', ...(outside ? [outside.address] : [])]) {
      await expect(once(connectSocket(started.port, host), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
    await started.close();
  });

  it('rejects a port in use with EADDRINUSE, even if the directory is in use too', async () => {
    const first = await startDynamoDb({ port: 0, directory });
    await expect(startDynamoDb({ port: first.port, directory })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(startDynamoDb({ port: 0, directory })).rejects.toThrow(/^Another process is using the database/);
    await first.close();
  });

  it('frees its port and directory on close, with connections still open', async () => {
    const first = await startDynamoDb({ port: 0, directory });
    const engine = connect(first.url);
    await createTable(engine);
    const idle = connectSocket(first.port, '127.0.0.1');
    await once(idle, 'connect');
    const unfinished = connectSocket(first.port, '127.0.0.1');
    await once(unfinished, 'connect');
    unfinished.on('error', () => {}).write(beginningOf(first.port));
    await setTimeout(20);
    const ended = Promise.all([once(idle, 'close'), once(unfinished, 'close')]);
    await first.close();
    await ended;
    const second = await startDynamoDb({ port: first.port, directory });
    await second.close();
    await engine.close();
  });

  it('keeps running after a client disconnects during a request', async () => {
    const started = await startDynamoDb({ port: 0 });
    const engine = connect(started.url);
    const broken = connectSocket(started.port, '127.0.0.1');
    await once(broken, 'connect');
    broken.write(beginningOf(started.port));
    await setTimeout(20);
    broken.destroy();
    await expect(createTable(engine)).resolves.toMatch(/^test-/);
    await engine.close();
    await started.close();
  });

  it('answers on close the requests that it has received', async () => {
    const started = await startDynamoDb({ port: 0, directory });
    const engine = connect(started.url);
    const TableName = await createTable(engine);
    const received = Promise.withResolvers<void>();
    const onRequest = (message: unknown) => {
      const { request } = message as { request: IncomingMessage };
      request.once('end', received.resolve);
    };
    subscribe('http.server.request.start', onRequest);
    const put = engine.documents.send(new PutCommand({ TableName, Item: { pk: 'p', sk: 'a' } }));
    await received.promise;
    unsubscribe('http.server.request.start', onRequest);
    const results = await Promise.all([put, started.close()]);
    expect(results[0].$metadata.httpStatusCode).toBe(200);
    await engine.close();
  });

  it('keeps tables, items, settings and tokens in the directory', async () => {
    const first = await startDynamoDb({ port: 0, directory });
    const before = connect(first.url);
    const TableName = await createTable(before);
    const specification = { Enabled: true, AttributeName: 'expiresAt' };
    await before.client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: specification }));
    const increment = new TransactWriteCommand({
      ClientRequestToken: 'token',
      TransactItems: [
        {
          Update: {
            TableName,
            Key: { pk: 'p', sk: 'a' },
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': 1 },
          },
        },
      ],
    });
    await before.documents.send(increment);
    await before.close();
    await first.close();

    const second = await startDynamoDb({ port: 0, directory });
    const after = connect(second.url);
    await after.documents.send(increment);
    const { Item } = await after.documents.send(new GetCommand({ TableName, Key: { pk: 'p', sk: 'a' } }));
    expect(Item).toEqual({ pk: 'p', sk: 'a', n: 1 });
    const { TimeToLiveDescription } = await after.client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
    await after.close();
    await second.close();
  });

  it('continues the sequence numbers of stream records after a restart, even if the clock was set back', async () => {
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } as const;
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now + 60_000);
    let TableName = '';
    for (const sk of ['a', 'b']) {
      const started = await startDynamoDb({ port: 0, directory });
      const engine = connect(started.url);
      TableName ||= await createTable(engine, { StreamSpecification });
      await engine.documents.send(new PutCommand({ TableName, Item: { pk: 'p', sk } }));
      if (sk === 'b') {
        const { Table } = await engine.client.send(new DescribeTableCommand({ TableName }));
        const iterator = await shardIterator(engine, Table?.LatestStreamArn ?? '', 'TRIM_HORIZON');
        const { records } = await readRecords(engine, iterator);
        expect(records).toMatchObject(['a', 'b'].map((S) => ({ dynamodb: { Keys: { sk: { S } } } })));
      }
      await engine.close();
      await started.close();
      clock.mockRestore();
    }
  });

  it('notifies of stream records, and only of those', async () => {
    const started = await startDynamoDb({ port: 0 });
    let notified = 0;
    started.onStreamRecord(() => {
      notified++;
    });
    const engine = connect(started.url);
    const [streamed, plain] = [
      await createTable(engine, { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } }),
      await createTable(engine),
    ];
    const Item = { pk: 'p', sk: 'a' };
    for (const TableName of [streamed, streamed, plain])
      await engine.documents.send(new PutCommand({ TableName, Item }));
    // The second write changes nothing.
    expect(notified).toBe(1);
    await engine.close();
    await started.close();
  });

  it('loses its data without a directory', async () => {
    const first = await startDynamoDb({ port: 0 });
    const engine = connect(first.url);
    const TableName = await createTable(engine);
    await engine.close();
    await first.close();
    const second = await startDynamoDb({ port: 0 });
    const other = connect(second.url);
    await expect(createTable(other, { TableName })).resolves.toBe(TableName);
    await other.close();
    await second.close();
  });

  it.each([
    ['an unknown operation', 'DynamoDB_20120810.Nothing', '{}', 'UnknownOperationException'],
    ['a name that every object inherits', 'DynamoDB_20120810.constructor', '{}', 'UnknownOperationException'],
    ['an unknown API', 'constructor.name', '{}', 'UnknownOperationException'],
    ['a body that is not JSON', 'DynamoDB_20120810.ListTables', '{', 'SerializationException'],
    ['a body that is not an object', 'DynamoDB_20120810.ListTables', '1', 'SerializationException'],
    ['a field of another type', 'DynamoDB_20120810.GetItem', '{"TableName":1}', 'SerializationException'],
    ['a missing field', 'DynamoDB_20120810.GetItem', '{"TableName":"table"}', 'ValidationException'],
  ])('rejects %s', async (_case, target, body, error) => {
    const started = await startDynamoDb({ port: 0 });
    const response = await fetch(started.url, { method: 'POST', headers: { 'x-amz-target': target }, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: expect.stringContaining(`#${error}`) });
    await started.close();
  });
});
