import type { Context, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type BatchResponse, handleBatch } from './batch.ts';

/**
 * Makes the Lambda handler of the table's stream. Lambda delivers the stream again from the first record that failed,
 * so a record may arrive more than once, and after a later one.
 */
export const consumeStream =
  (handle: (record: DynamoDBRecord, requestId: string) => Promise<void>) =>
  (event: DynamoDBStreamEvent, context: Context): Promise<BatchResponse> =>
    handleBatch(event, { identify: ({ dynamodb }) => dynamodb?.SequenceNumber, handle }, context);
