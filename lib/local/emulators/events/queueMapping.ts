import { createHash } from 'node:crypto';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { logger } from '../../../logger.ts';
import { region } from '../../settings.ts';
import { account, arn } from './arn.ts';
import { failedIds } from './batchResponse.ts';
import type { Invoke } from './lambda.ts';
import type { QueueMapping } from './mappings.ts';
import { createPause } from './pause.ts';
import type { Message, Queues } from './queues.ts';

/** Functions share one thread: more messages would not be faster together. */
const maxConcurrentMessages = 50;

/** Polling finds the messages that another process redrives. */
const pollIntervalMs = 1000;

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
  const { functionName, queue, batchSize, maximumConcurrency, timeout } = mapping;
  const concurrency = Math.min(maximumConcurrency, Math.max(1, Math.floor(maxConcurrentMessages / batchSize)));
  const batches = new Set<Promise<void>>();
  const waiting: PromiseWithResolvers<void>[] = [];
  const idle = createPause();
  let closing = false;

  async function run(): Promise<void> {
    while (!closing) {
      const messages = queues.receive(queue, batchSize);
      if (messages.length === 0) {
        if (batches.size === 0) for (const { resolve } of waiting.splice(0)) resolve();
        await idle.wait(Math.min(queues.untilVisible(queue), pollIntervalMs));
        continue;
      }
      const batch = handle(messages).finally(() => {
        batches.delete(batch);
        idle.end();
      });
      batches.add(batch);
      if (batches.size === concurrency) await Promise.race(batches);
    }
    await Promise.all(batches);
    for (const { reject } of waiting) reject(new Error('The mapping was closed'));
  }

  async function handle(messages: readonly Message[]): Promise<void> {
    const ids = messages.map(({ messageId }) => messageId);
    const event: SQSEvent = { Records: messages.map((message) => toRecord(message, arn('sqs', queue))) };
    const start = performance.now();
    const failed = await invoke(functionName, event, timeout).then(
      (response) => failedIds(response, ids),
      (error) => {
        logger.error('batch failed', { function: functionName, messages: ids.length, reason: error.message });
        return ids;
      },
    );
    const ms = Math.round(performance.now() - start);
    for (const { messageId, body, receives } of messages) {
      const common = { type: typeOf(body), function: functionName, ms, messageId };
      if (failed.includes(messageId)) logger.error('event', { ...common, outcome: 'failed', receives });
      else logger.info('event', { ...common, outcome: 'done' });
    }
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

/** The type of the event in a message; `undefined` if it contains no event. */
function typeOf(body: string): unknown {
  try {
    return Object(JSON.parse(body))['detail-type'];
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
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
