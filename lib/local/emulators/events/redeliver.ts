import { failedIds } from './batchResponse.ts';
import type { Invoke } from './lambda.ts';
import type { StreamReader } from './streamReader.ts';

/** The seconds that a function has for one record. */
const timeout = 30;

/**
 * Invokes the function of a discarded stream record with it again, as its dead letter (`failureRecord`) names both.
 * Throws one sentence if the stream has the record no more, which it keeps for a day, or the function fails again.
 */
export async function redeliver(deadLetter: string, stream: StreamReader, invoke: Invoke): Promise<void> {
  const { requestContext, DDBStreamBatchInfo: position } = JSON.parse(deadLetter);
  const { streamArn, shardId, startSequenceNumber } = Object(position);
  const functionName = String(Object(requestContext).functionArn).split(':').at(-1) ?? '';
  const record = await stream.find({ streamArn, shardId }, startSequenceNumber);
  if (record === undefined) throw new Error('The stream has this record no more.');
  const response = await invoke(functionName, { Records: [record] }, timeout);
  if (failedIds(response, [record.dynamodb.SequenceNumber]).length > 0) throw new Error('The function failed again.');
}
