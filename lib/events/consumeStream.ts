import type { Context, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type BatchResponse, handleBatch } from './batch.ts';

/**
 * Makes the Lambda handler of a table's stream. From the first record that fails on, the stream comes again, so a record
 * may come more than once and after a later one.
 */
export const consumeStream =
  (handle: (record: DynamoDBRecord, requestId: string) => Promise<void>) =>
  ({ Records }: DynamoDBStreamEvent, context: Context): Promise<BatchResponse> =>
    handleBatch(Records, { identify: ({ dynamodb }) => dynamodb?.SequenceNumber ?? '', handle }, context);
