import { createHash } from 'node:crypto';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { region } from '../../settings.ts';
import { account, arn } from './arn.ts';
import { failedOf } from './batchResponse.ts';
import type { Invoke } from './lambda.ts';
import type { QueueMapping } from './mappings.ts';
import { makePause } from './pause.ts';
import type { Message, Queues } from './queues.ts';

const maxBatchesAtOnce = 5;

// Another process can put back what was dead.
const idleMs = 200;

export interface Running {
  /** Resolves when the batches that are being handled have been. */
  close(): Promise<void>;
}

/**
 * Hands the queue's messages to its function. What the function has handled is removed; what it failed, or did not answer for,
 * comes again when its visibility timeout is over.
 */
export function runQueueMapping(mapping: QueueMapping, queues: Queues, invoke: Invoke): Running {
  const { functionName, queue, batchSize, timeout } = mapping;
  const batches = new Set<Promise<void>>();
  const idle = makePause();
  let closing = false;

  async function run(): Promise<void> {
    while (!closing) {
      const messages = queues.receive(queue, batchSize);
      if (messages.length === 0) {
        await idle.wait(idleMs);
        continue;
      }
      const batch = handle(messages).finally(() => batches.delete(batch));
      batches.add(batch);
      if (batches.size === maxBatchesAtOnce) await Promise.race(batches);
    }
    await Promise.all(batches);
  }

  async function handle(messages: readonly Message[]): Promise<void> {
    const ids = messages.map(({ messageId }) => messageId);
    const event: SQSEvent = { Records: messages.map((message) => recordOf(message, arn('sqs', queue))) };
    const failed = await invoke(functionName, event, timeout).then(
      (answer) => failedOf(answer, ids),
      (error) => {
        console.error(`${functionName} did not handle a batch of ${ids.length}: ${error.message}`);
        return ids;
      },
    );
    const done = messages.filter(({ messageId }) => !failed.includes(messageId));
    queues.remove(done.map(({ receiptHandle }) => receiptHandle));
  }

  queues.onSent(queue, idle.end);
  const running = run();
  return {
    async close() {
      closing = true;
      idle.end();
      await running;
    },
  };
}

/** The record of a message as Lambda gets it from SQS. */
function recordOf({ messageId, receiptHandle, body, ...message }: Message, queueArn: string): SQSRecord {
  return {
    messageId,
    receiptHandle,
    body,
    attributes: {
      ApproximateReceiveCount: `${message.receives}`,
      SentTimestamp: `${message.sentAt}`,
      SenderId: account,
      ApproximateFirstReceiveTimestamp: `${message.firstReceivedAt}`,
    },
    messageAttributes: {},
    md5OfBody: createHash('md5').update(body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}
