import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '../../../../../lib/local/emulators/dynamodb/startDynamoDb.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const region = 'us-east-1';

/** For behaviour of the embedded engine only; skipped if DYNAMODB_ENDPOINT names another engine. */
export const embeddedIt = process.env.DYNAMODB_ENDPOINT ? it.skip : it;

export interface Engine {
  url: string;
  client: DynamoDBClient;
  documents: DynamoDBDocumentClient;
  close(): Promise<void>;
}

/** SDK clients for an engine, without retries. */
export function connect(url: string): Engine {
  const client = new DynamoDBClient({ endpoint: url, region, credentials, maxAttempts: 1 });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return { url, client, documents, close: async () => client.destroy() };
}

/**
 * The engine at DYNAMODB_ENDPOINT, or a new embedded one with a directory, so that requests overlap at its file access.
 */
export async function startEngine(options: { sweepMs?: number } = {}): Promise<Engine> {
  if (process.env.DYNAMODB_ENDPOINT) return connect(process.env.DYNAMODB_ENDPOINT);
  const directory = await mkdtemp(join(tmpdir(), 'dynamodb-'));
  const embedded = await startDynamoDb({ port: 0, directory, ...options });
  const engine = connect(embedded.url);
  return {
    ...engine,
    async close() {
      await engine.close();
      await embedded.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** Creates a table with the keys `pk` and `sk` (both S) and returns its name. */
export async function createTable(
  { client }: Engine,
  settings: Partial<CreateTableCommandInput> = {},
): Promise<string> {
  const { TableName = `test-${randomUUID()}` } = settings;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      ...settings,
    }),
  );
  return TableName;
}

/** Sends one request to the DynamoDB Streams API and returns its status and JSON. */
export async function callStreams<Reply>({ url }: Engine, operation: string, body: object) {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, reply: (await response.json()) as Reply };
}

export interface StreamRecord {
  eventID: string;
  eventName: string;
  eventSource: string;
  awsRegion: string;
  dynamodb: {
    Keys: object;
    NewImage?: object;
    OldImage?: object;
    SequenceNumber: string;
    StreamViewType: string;
    ApproximateCreationDateTime: number;
  };
  userIdentity?: object;
}

interface Description {
  StreamDescription: { Shards: { ShardId: string }[] };
}

/** A shard iterator for the stream's first shard. */
export async function shardIterator(
  engine: Engine,
  StreamArn: string,
  ShardIteratorType: string,
  SequenceNumber?: string,
): Promise<string> {
  const { reply: description } = await callStreams<Description>(engine, 'DescribeStream', { StreamArn });
  const ShardId = description.StreamDescription.Shards[0]?.ShardId;
  const request = { StreamArn, ShardId, ShardIteratorType, SequenceNumber };
  const { reply } = await callStreams<{ ShardIterator: string }>(engine, 'GetShardIterator', request);
  return reply.ShardIterator;
}

/** All records from an iterator on, and the iterator after them. */
export async function readRecords(engine: Engine, iterator: string, Limit = 1000) {
  const records: StreamRecord[] = [];
  let next = iterator;
  for (;;) {
    const request = { ShardIterator: next, Limit };
    const { reply } = await callStreams<{ Records: StreamRecord[]; NextShardIterator: string }>(
      engine,
      'GetRecords',
      request,
    );
    if (!reply.Records) throw new Error(`GetRecords failed: ${JSON.stringify(reply)}`);
    records.push(...reply.Records);
    next = reply.NextShardIterator;
    if (reply.Records.length === 0) return { records, next };
  }
}
