import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
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
  close(): void;
}

/** The maximum number of records that `read` returns; fewer mean that it reached the end. */
export const pageSize = 1000;

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

  async function findIterator({ streamArn, shardId }: Shard, after: string | undefined): Promise<string | undefined> {
    const from =
      after === undefined
        ? ({ ShardIteratorType: 'TRIM_HORIZON' } as const)
        : ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after } as const);
    const command = new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shardId, ...from });
    return (await streams.send(command)).ShardIterator;
  }

  async function readPage(shard: Shard, after: string | undefined) {
    const iterator = await findIterator(shard, after).catch((error) => {
      if (error instanceof TrimmedDataAccessException) return findIterator(shard, undefined);
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
    close() {
      tables.destroy();
      streams.destroy();
    },
  };
}
