import { randomUUID } from 'node:crypto';
import type { Context, DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import type { BatchResponse } from '../../lib/events/batch.ts';
import { asFunction } from './roles.ts';

export type QueueHandler = (event: SQSEvent, context: Context) => Promise<BatchResponse>;
export type StreamHandler = (event: DynamoDBStreamEvent, context: Context) => Promise<BatchResponse>;

/** One SQS message. */
export type Message = { readonly messageId: string; readonly body: string };

/**
 * The SQS message that EventBridge sends to a queue for an event. `envelope` replaces fields of the event's envelope.
 */
export const messageOf = (detailType: string, detail: object, envelope: object = {}): Message => ({
  messageId: randomUUID(),
  body: JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source: 'test',
    account: '123456789012',
    time: '2026-11-23T09:30:00Z',
    region: 'eu-central-1',
    resources: [],
    detail,
    ...envelope,
  }),
});

/** The context that Lambda passes to a function that has this time left. */
export const lambdaContext = (milliseconds = 100_000): Context =>
  ({ awsRequestId: randomUUID(), getRemainingTimeInMillis: () => milliseconds }) as Context;

/** Calls a function with one batch, as Lambda does. Returns the messages that the function reported as failed. */
export async function deliver(
  handler: QueueHandler,
  messages: readonly Message[],
  context = lambdaContext(),
): Promise<Message[]> {
  const Records = messages.map(({ messageId, body }) => ({
    messageId,
    receiptHandle: messageId,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1795426200000',
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: '1795426200000',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:queue',
    awsRegion: 'eu-central-1',
  }));
  const { batchItemFailures } = await asFunction(handler, () => handler({ Records }, context));
  const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return messages.filter(({ messageId }) => failed.includes(messageId));
}

/** Delivers messages in concurrent batches of ten, and failed messages again, until all have succeeded. */
export async function deliverAll(handler: QueueHandler, messages: readonly Message[], rounds = 20): Promise<void> {
  let left = [...messages];
  for (let round = 0; left.length > 0; round++) {
    if (round === rounds) throw new Error(`${left.length} messages still fail after ${rounds} rounds`);
    const batches = Array.from({ length: Math.ceil(left.length / 10) }, (_, i) => left.slice(10 * i, 10 * i + 10));
    left = (await Promise.all(batches.map((batch) => deliver(handler, batch)))).flat();
  }
}
