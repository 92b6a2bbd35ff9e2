import type { Database } from './database.ts';
import { db } from './dynalite.ts';
import { ApiError } from './errors.ts';
import { type Operations, operation } from './operation.ts';
import { prefixed, readAll } from './ranges.ts';
import {
  nextSequenceNumber,
  recordKey,
  type Stream,
  type StreamRecord,
  streamKey,
  trimHorizon,
} from './storedStreams.ts';

const shardId = 'shardId-00000001000000000000-00000001';

const text = { type: 'String' };
const requiredText = { type: 'String', notNull: true };
const limit = (most: number) => ({ type: 'Integer', greaterThanOrEqual: 1, lessThanOrEqual: most });
const iteratorTypes = ['TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER'];

/** The content of a shard iterator: the sequence number at which the next read starts. */
interface Iterator {
  arn: string;
  from: string;
}

/** The operations of the DynamoDB Streams API. */
export const streamOperations: Operations = {
  ListStreams: operation(
    { types: { TableName: text, Limit: limit(100), ExclusiveStartStreamArn: text } },
    async (database, request: { TableName?: string; Limit?: number; ExclusiveStartStreamArn?: string }) => {
      const { TableName: table, Limit = 100, ExclusiveStartStreamArn: after = '' } = request;
      const all = await readAll<Stream>(database.level, prefixed('stream~'));
      const wanted = all.filter((stream) => (!table || stream.TableName === table) && stream.StreamArn > after);
      const Streams = wanted
        .slice(0, Limit)
        .map(({ StreamArn, StreamLabel, TableName }) => ({ StreamArn, StreamLabel, TableName }));
      const LastEvaluatedStreamArn = Streams.at(-1)?.StreamArn;
      return wanted.length > Limit ? { Streams, LastEvaluatedStreamArn } : { Streams };
    },
  ),

  DescribeStream: operation(
    { types: { StreamArn: requiredText, Limit: limit(100), ExclusiveStartShardId: text } },
    async (database, request: { StreamArn: string; ExclusiveStartShardId?: string }) => {
      const stream = await findStream(database, request.StreamArn);
      const { StartingSequenceNumber, EndingSequenceNumber, ...description } = stream;
      const SequenceNumberRange = { StartingSequenceNumber, EndingSequenceNumber };
      const Shards = request.ExclusiveStartShardId ? [] : [{ ShardId: shardId, SequenceNumberRange }];
      return { StreamDescription: { ...description, Shards } };
    },
  ),

  GetShardIterator: operation(
    {
      types: {
        StreamArn: requiredText,
        ShardId: requiredText,
        ShardIteratorType: { ...requiredText, enum: iteratorTypes },
        SequenceNumber: text,
      },
    },
    async (
      database,
      request: { StreamArn: string; ShardId: string; ShardIteratorType: string; SequenceNumber?: string },
    ) => {
      const stream = await findStream(database, request.StreamArn);
      if (request.ShardId !== shardId) throw notFound(`Shard: ${request.ShardId}`);
      return { ShardIterator: encode({ arn: stream.StreamArn, from: startOf(database, stream, request) }) };
    },
  ),

  GetRecords: operation(
    { types: { ShardIterator: requiredText, Limit: limit(1000) } },
    async (database, request: { ShardIterator: string; Limit?: number }) => {
      const { arn, from } = decode(request.ShardIterator);
      const stream = await findStream(database, arn);
      const Records = await readAll<StreamRecord>(database.level, {
        gte: recordKey(arn, from),
        lt: prefixed(recordKey(arn, '')).lt,
        limit: request.Limit ?? 1000,
      });
      const last = Records.at(-1)?.dynamodb.SequenceNumber;
      if (!last && stream.EndingSequenceNumber) return { Records };
      return { Records, NextShardIterator: encode({ arn, from: last ? nextSequenceNumber(last) : from }) };
    },
  ),
};

function startOf(
  database: Database,
  stream: Stream,
  { ShardIteratorType: type, SequenceNumber: number }: { ShardIteratorType: string; SequenceNumber?: string },
): string {
  if (type === 'LATEST') return nextSequenceNumber(database.lastSequenceNumber);
  if (type === 'TRIM_HORIZON') {
    const horizon = trimHorizon();
    return stream.StartingSequenceNumber > horizon ? stream.StartingSequenceNumber : horizon;
  }
  if (!number || !/^\d{21}$/.test(number)) throw db.validationError('Invalid SequenceNumber');
  if (number < trimHorizon()) {
    throw new ApiError('TrimmedDataAccessException', 'The requested sequence number is older than the trim horizon');
  }
  return type === 'AT_SEQUENCE_NUMBER' ? number : nextSequenceNumber(number);
}

async function findStream({ level }: Database, arn: string): Promise<Stream> {
  const stream = await level.get(streamKey(arn));
  if (!stream) throw notFound(`Stream: ${arn}`);
  return stream as Stream;
}

function notFound(what: string): ApiError {
  return new ApiError('ResourceNotFoundException', `Requested resource not found: ${what} not found`);
}

function encode(iterator: Iterator): string {
  return Buffer.from(JSON.stringify(iterator)).toString('base64url');
}

function decode(shardIterator: string): Iterator {
  try {
    const { arn, from } = JSON.parse(Buffer.from(shardIterator, 'base64url').toString());
    if (typeof arn === 'string' && typeof from === 'string') return { arn, from };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw db.validationError('Invalid ShardIterator');
}
