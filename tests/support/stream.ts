import type { DynamoDBRecord } from 'aws-lambda';
import { openStream } from '../../lib/local/emulators/events/streamReader.ts';
import { lambdaContext, type StreamHandler } from './deliver.ts';
import { asFunction } from './roles.ts';

/** Follows the stream of the tests' table. Each call returns the records of contacts since the previous call. */
export function followStream(): () => Promise<DynamoDBRecord[]> {
  const stream = openStream(process.env.DYNAMODB_ENDPOINT ?? '', process.env.TABLE_NAME ?? '');
  afterAll(() => stream.close());
  let after: string | undefined;
  return async () => {
    const [shard] = await stream.shards();
    if (!shard) throw new Error('The stream has no shard');
    const records = await stream.read(shard, after);
    after = records.at(-1)?.dynamodb.SequenceNumber ?? after;
    // The SDK and Lambda use the same JSON for a record, but different types.
    return (records as DynamoDBRecord[]).filter(
      ({ dynamodb }) => (dynamodb?.NewImage ?? dynamodb?.OldImage)?.updatedAt,
    );
  };
}

/**
 * Calls a function with records, as Lambda does, and again from the first failed record on, until all have succeeded.
 */
export async function deliverRecords(handler: StreamHandler, records: readonly DynamoDBRecord[]): Promise<void> {
  let Records = [...records];
  for (let round = 0; Records.length > 0; round++) {
    if (round === 20) throw new Error(`${Records.length} records still fail`);
    const { batchItemFailures } = await asFunction(handler, () => handler({ Records }, lambdaContext()));
    const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    const first = Records.findIndex(({ dynamodb }) => failed.includes(dynamodb?.SequenceNumber ?? ''));
    Records = first === -1 ? [] : Records.slice(first);
  }
}
