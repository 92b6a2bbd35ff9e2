import type { DynamoDBRecord } from 'aws-lambda';
import { openStream } from '../../lib/local/emulators/events/streamReader.ts';
import { lambdaContext, type StreamHandler } from './deliver.ts';
import { asFunction } from './roles.ts';

/** Reads on in the stream of the tests' table: each call gives the records of contacts that came since the one before. */
export function followStream(): () => Promise<DynamoDBRecord[]> {
  const stream = openStream(process.env.DYNAMODB_ENDPOINT ?? '', process.env.TABLE_NAME ?? '');
  afterAll(() => stream.close());
  let after: string | undefined;
  return async () => {
    const [shard] = await stream.shards();
    if (!shard) throw new Error('The stream has no shard');
    const records = await stream.read(shard, after);
    after = records.at(-1)?.dynamodb.SequenceNumber ?? after;
    // The SDK's records and Lambda's are one JSON.
    return (records as DynamoDBRecord[]).filter(({ dynamodb }) => dynamodb?.NewImage?.updatedAt);
  };
}

/** Hands records to a function as Lambda would, and again from the first that failed on, until all are done. */
export async function deliverRecords(handler: StreamHandler, records: readonly DynamoDBRecord[]): Promise<void> {
  let Records = [...records];
  for (let round = 0; Records.length > 0; round++) {
    if (round === 20) throw new Error(`${Records.length} records are not done`);
    const { batchItemFailures } = await asFunction(handler, () => handler({ Records }, lambdaContext()));
    const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    const first = Records.findIndex(({ dynamodb }) => failed.includes(dynamodb?.SequenceNumber ?? ''));
    Records = first === -1 ? [] : Records.slice(first);
  }
}
