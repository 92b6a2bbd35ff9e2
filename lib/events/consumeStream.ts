import type { Context, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type BatchResponse, handleBatch } from './batch.ts';

/**
 * Makes the Lambda handler of the table's stream. The records of one item are handled one after another, in their
 * order. Lambda delivers the stream again from the first record that failed, so a record may arrive more than once, and
 * after a later one.
 */
export const consumeStream =
  (handle: (record: DynamoDBRecord, requestId: string) => Promise<void>) =>
  (event: DynamoDBStreamEvent, context: Context): Promise<BatchResponse> =>
    handleBatch(
      event,
      {
        identify: ({ dynamodb }) => dynamodb?.SequenceNumber,
        handle,
        // A batch has the order of the stream already.
        sequenceOf: (record) => ({ key: itemOf(record), at: 0 }),
        stopsAtFailure: true,
      },
      context,
    );

const itemOf = ({ dynamodb: { Keys } = {} }: DynamoDBRecord): string =>
  JSON.stringify([Keys?.tenantId?.S, Keys?.contactId?.S]);
