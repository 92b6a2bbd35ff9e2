import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Events, startEvents } from '../../../../../lib/local/emulators/events/startEvents.ts';
import { until } from '../../../../support/until.ts';
import { createTable, type Engine, startEngine } from '../dynamodb/engine.ts';
import { type FakeLambda, startFakeLambda } from './fakeLambda.ts';

const parameters = { visibilityTimeout: 1 };

let directory: string;
let engine: Engine;
let tableName: string;
let functions: FakeLambda;
let events: Events | undefined;

beforeAll(async () => {
  engine = await startEngine();
  Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  tableName = await createTable(engine, {
    TableName: `contacts-${randomUUID()}`,
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
});
afterAll(() => engine.close());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'events-'));
  functions = await startFakeLambda();
});
afterEach(async () => {
  await events?.close();
  events = undefined;
  await functions.close();
  await rm(directory, { recursive: true });
});

async function start(port = 0): Promise<Events> {
  const options = { port, directory, parameters, lambdaUrl: functions.url, dynamodb: engine.url, tableName };
  events = await startEvents(options);
  return events;
}

async function put({ url }: Events, DetailType: string, detail: object): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new EventBridgeClient({ endpoint: url, region: 'us-east-1', credentials });
  await client.send(
    new PutEventsCommand({ Entries: [{ Source: 'platform', DetailType, Detail: JSON.stringify(detail) }] }),
  );
  client.destroy();
}

describe('startEvents', () => {
  it('delivers events to the functions of serverless.yml', async () => {
    const started = await start();
    await put(started, 'channel.message_received', { n: 1 });
    await put(started, 'conversation.updated', { n: 2 });
    await put(started, 'unknown.event', { n: 3 });
    await until(() => functions.calls.length === 2);
    const seen = functions.calls.map(({ name, event }) => [name, JSON.parse(event.Records[0].body).detail]);
    expect(seen.sort()).toEqual([
      ['detectSender', { n: 1 }],
      ['enrichContact', { n: 2 }],
    ]);
  });

  it('delivers stream records of contacts to both consumers of the stream', async () => {
    const started = await start();
    const Item = { pk: 'p', sk: randomUUID(), updatedAt: 'now' };
    await engine.documents.send(new PutCommand({ TableName: tableName, Item }));
    await engine.documents.send(new PutCommand({ TableName: tableName, Item: { pk: 'p', sk: 'not a contact' } }));
    await started.caughtUp();
    const records = functions.calls.flatMap(({ name, event }) => event.Records.map((record) => [name, record]));
    const record = { dynamodb: { Keys: { sk: { S: Item.sk } } } };
    expect(records.sort()).toMatchObject([
      ['projectChange', record],
      ['publishChange', record],
    ]);
  });

  it('keeps messages in the directory over a restart while functions cannot be reached', async () => {
    await functions.close();
    const first = await start();
    await put(first, 'conversation.updated', { n: 1 });
    await first.close();
    functions = await startFakeLambda();
    await start();
    await until(() => functions.calls.some(({ name }) => name === 'enrichContact'));
  });

  it('rejects a port in use', async () => {
    const port = Number(new URL((await start()).url).port);
    const first = events;
    await expect(start(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    events = first;
  });
});
