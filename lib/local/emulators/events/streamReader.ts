import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import { type StreamRecord, streamRecord } from './streamRecord.ts';

export interface Shard {
  readonly streamArn: string;
  readonly shardId: string;
}

export interface StreamReader {
  /** The shards of the table's stream; parents come before their children. */
  shards(): Promise<Shard[]>;
  /**
   * Reads up to `pageSize` records after the sequence number `after`. Starts at the oldest record if `after` is
   * undefined or older than the trim horizon.
   */
  read(shard: Shard, after: string | undefined): Promise<StreamRecord[]>;
  /** The record with a sequence number; undefined if it is older than the trim horizon. */
  find(shard: Shard, sequenceNumber: string): Promise<StreamRecord | undefined>;
  close(): void;
}

/** The maximum number of records that `read` returns; fewer mean that it reached the end. */
export const pageSize = 1000;

type Position = Pick<GetShardIteratorCommandInput, 'ShardIteratorType' | 'SequenceNumber'>;

/** Creates a reader for a table's stream on the engine at `endpoint`, with the environment's region and credentials. */
export function openStream(endpoint: string, tableName: string): StreamReader {
  const tables = new DynamoDBClient({ endpoint });
  const streams = new DynamoDBStreamsClient({ endpoint });

  let known: Shard[] | undefined;

  async function findShards(): Promise<Shard[]> {
    const { Table } = await tables.send(new DescribeTableCommand({ TableName: tableName }));
    const streamArn = Table?.LatestStreamArn;
    if (!streamArn) throw new Error(`The table ${tableName} has no stream`);
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: streamArn }));
    if (StreamDescription?.LastEvaluatedShardId)
      throw new Error('The stream has more shards than one DescribeStream returns');
    const ids = StreamDescription?.Shards?.flatMap(({ ShardId }) => ShardId ?? []) ?? [];
    // Shard ids begin with their creation time.
    return ids.sort().map((shardId) => ({ streamArn, shardId }));
  }

  async function findIterator({ streamArn, shardId }: Shard, from: Position): Promise<string | undefined> {
    const command = new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shardId, ...from });
    return (await streams.send(command)).ShardIterator;
  }

  async function readPage(shard: Shard, after: string | undefined) {
    const oldest = { ShardIteratorType: 'TRIM_HORIZON' } as const;
    const next = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after } as const;
    const iterator = await findIterator(shard, after === undefined ? oldest : next).catch((error) => {
      if (error instanceof TrimmedDataAccessException) return findIterator(shard, oldest);
      throw error;
    });
    return streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: pageSize }));
  }

  return {
    async shards() {
      known ??= await findShards();
      return known;
    },
    async read(shard, after) {
      try {
        const { Records = [], NextShardIterator } = await readPage(shard, after);
        if (NextShardIterator === undefined) known = undefined;
        return Records.map((record) => streamRecord(record, shard.streamArn));
      } catch (error) {
        // The table may be a new one.
        known = undefined;
        throw error;
      }
    },
    async find(shard, sequenceNumber) {
      try {
        const position = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: sequenceNumber } as const;
        const iterator = await findIterator(shard, position);
        const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 1 }));
        const record = Records.find(({ dynamodb }) => dynamodb?.SequenceNumber === sequenceNumber);
        return record && streamRecord(record, shard.streamArn);
      } catch (error) {
        if (error instanceof TrimmedDataAccessException) return undefined;
        throw error;
      }
    },
    close() {
      tables.destroy();
      streams.destroy();
    },
  };
}
