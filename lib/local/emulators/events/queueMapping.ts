import { createHash } from 'node:crypto';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { region } from '../../settings.ts';
import { account, arn } from './arn.ts';
import { failedIds } from './batchResponse.ts';
import type { Invoke } from './lambda.ts';
import type { QueueMapping } from './mappings.ts';
import { createPause } from './pause.ts';
import type { Message, Queues } from './queues.ts';

const maxConcurrentBatches = 5;

// Polling also finds messages that another process redrives, and delayed messages.
const pollIntervalMs = 200;

export interface RunningMapping {
  /** Resolves when everything that is now available has been processed. Rejects if the mapping closes first. */
  caughtUp(): Promise<void>;
  /** Stops the mapping. Resolves when the batches in progress are done. */
  close(): Promise<void>;
}

/**
 * Invokes the function with the messages of its queue. Messages that succeed are removed; messages that fail become
 * visible again after the visibility timeout.
 */
export function runQueueMapping(mapping: QueueMapping, queues: Queues, invoke: Invoke): RunningMapping {
  const { functionName, queue, batchSize, timeout } = mapping;
  const batches = new Set<Promise<void>>();
  const waiting: PromiseWithResolvers<void>[] = [];
  const idle = createPause();
  let closing = false;

  async function run(): Promise<void> {
    while (!closing) {
      const messages = queues.receive(queue, batchSize);
      if (messages.length === 0) {
        if (batches.size === 0) for (const { resolve } of waiting.splice(0)) resolve();
        await idle.wait(pollIntervalMs);
        continue;
      }
      const batch = handle(messages).finally(() => {
        batches.delete(batch);
        idle.end();
      });
      batches.add(batch);
      if (batches.size === maxConcurrentBatches) await Promise.race(batches);
    }
    await Promise.all(batches);
    for (const { reject } of waiting) reject(new Error('The mapping was closed'));
  }

  async function handle(messages: readonly Message[]): Promise<void> {
    const ids = messages.map(({ messageId }) => messageId);
    const event: SQSEvent = { Records: messages.map((message) => toRecord(message, arn('sqs', queue))) };
    const failed = await invoke(functionName, event, timeout).then(
      (response) => failedIds(response, ids),
      (error) => {
        console.error(`${functionName} failed for a batch of ${ids.length} messages: ${error.message}`);
        return ids;
      },
    );
    const succeeded = messages.filter(({ messageId }) => !failed.includes(messageId));
    queues.remove(succeeded.map(({ receiptHandle }) => receiptHandle));
  }

  queues.onSent(queue, idle.end);
  const running = run();
  return {
    caughtUp() {
      const caller = Promise.withResolvers<void>();
      waiting.push(caller);
      idle.end();
      return caller.promise;
    },
    async close() {
      closing = true;
      idle.end();
      await running;
    },
  };
}

/** The record that Lambda gets for a message. */
function toRecord({ messageId, receiptHandle, body, ...message }: Message, queueArn: string): SQSRecord {
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
