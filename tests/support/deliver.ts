import { randomUUID } from 'node:crypto';
import type { Context, DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import type { BatchResponse } from '../../lib/events/batch.ts';
import { asFunction } from './roles.ts';

export type QueueHandler = (event: SQSEvent, context: Context) => Promise<BatchResponse>;
export type StreamHandler = (event: DynamoDBStreamEvent, context: Context) => Promise<BatchResponse>;

/** One message of a queue. */
export type Message = { readonly messageId: string; readonly body: string };

/** What EventBridge puts into a queue for an event. */
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

export const lambdaContext = (milliseconds = 10_000): Context =>
  ({ awsRequestId: randomUUID(), getRemainingTimeInMillis: () => milliseconds }) as Context;

/** Hands one batch to a function as Lambda would. Returns the messages that it is to get again. */
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

/** Delivers messages in batches of ten, all at once, and again what failed, until all are done. */
export async function deliverAll(handler: QueueHandler, messages: readonly Message[], rounds = 20): Promise<void> {
  let left = [...messages];
  for (let round = 0; left.length > 0; round++) {
    if (round === rounds) throw new Error(`${left.length} messages are not done after ${rounds} rounds`);
    const batches = Array.from({ length: Math.ceil(left.length / 10) }, (_, i) => left.slice(10 * i, 10 * i + 10));
    left = (await Promise.all(batches.map((batch) => deliver(handler, batch)))).flat();
  }
}
