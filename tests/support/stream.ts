import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { lambdaContext, type StreamHandler } from './deliver.ts';

/** Reads on in the stream of the tests' table: each call gives the records of all contacts that came since the one before. */
export async function followStream(): Promise<() => Promise<DynamoDBRecord[]>> {
  const endpoint = process.env.DYNAMODB_ENDPOINT ?? '';
  const table = new DynamoDBClient({ endpoint });
  const { Table } = await table.send(new DescribeTableCommand({ TableName: process.env.TABLE_NAME }));
  const StreamArn = Table?.LatestStreamArn;
  const streams = new DynamoDBStreamsClient({ endpoint });
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.at(-1)?.ShardId;
  const start = new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
  let { ShardIterator: next } = await streams.send(start);
  return async () => {
    const records: DynamoDBRecord[] = [];
    for (;;) {
      const { Records = [], NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator: next }));
      next = NextShardIterator;
      // The SDK's records and Lambda's are one JSON.
      records.push(...(JSON.parse(JSON.stringify(Records)) as DynamoDBRecord[]));
      if (Records.length === 0) return records.filter(({ dynamodb }) => dynamodb?.NewImage?.updatedAt);
    }
  };
}

/** Hands records to a function as Lambda would, and again from the first that failed on, until all are done. */
export async function deliverRecords(handler: StreamHandler, records: readonly DynamoDBRecord[]): Promise<void> {
  let Records = [...records];
  for (let round = 0; Records.length > 0; round++) {
    if (round === 20) throw new Error(`${Records.length} records are not done`);
    const { batchItemFailures } = await handler({ Records }, lambdaContext());
    const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    const first = Records.findIndex(({ dynamodb }) => failed.includes(dynamodb?.SequenceNumber ?? ''));
    Records = first === -1 ? [] : Records.slice(first);
  }
}
