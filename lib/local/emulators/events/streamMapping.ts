import { logger } from '../../../logger.ts';
import { failedIds } from './batchResponse.ts';
import { failureRecord } from './failureRecord.ts';
import type { Invoke } from './lambda.ts';
import type { StreamMapping } from './mappings.ts';
import { createPause } from './pause.ts';
import type { RunningMapping } from './queueMapping.ts';
import type { Queues } from './queues.ts';
import { pageSize, type Shard, type StreamReader } from './streamReader.ts';
import type { StreamRecord } from './streamRecord.ts';

/** Calls `listener` after each change of a stream. */
export type OnStreamRecord = (listener: () => void) => void;

/** The pause between two reads of a stream that does not notify. */
const pollIntervalMs = 200;
/** The pause after a failed read of the stream. */
const errorPauseMs = 1000;
/** The pause before a retry; it doubles with each retry, up to the maximum. */
const [minRetryMs, maxRetryMs] = [100, 2000];

/**
 * Invokes a function with the records of a stream, in order. A batch that fails is retried from its first failed
 * record, in halves, and blocks the following records until it succeeds or a single record is discarded. Shards are
 * read one after the other; AWS reads them in parallel.
 */
export function runStreamMapping(
  { functionName, batchSize, timeout, filters, maximumRetryAttempts, onFailure }: StreamMapping,
  stream: StreamReader,
  queues: Queues,
  invoke: Invoke,
  onStreamRecord?: OnStreamRecord,
): RunningMapping {
  const waiting: PromiseWithResolvers<void>[] = [];
  const [idle, retry] = [createPause(), createPause()];
  let closing = false;

  const readerOf = ({ streamArn, shardId }: Shard) => `${functionName} ${streamArn} ${shardId}`;
  const saveCheckpoint = (shard: Shard, record: StreamRecord | undefined) => {
    if (record) queues.setCheckpoint(readerOf(shard), record.dynamodb.SequenceNumber);
  };

  async function run(): Promise<void> {
    while (!closing) {
      const callers = waiting.splice(0);
      const state = await processPages().catch((error: Error) => {
        logger.failure('stream not read', error, { function: functionName });
        return 'failed' as const;
      });
      if (state === 'at the end') for (const { resolve } of callers) resolve();
      else waiting.unshift(...callers);
      if (state === 'failed') await idle.wait(errorPauseMs);
      else if (state === 'at the end' && waiting.length === 0)
        await idle.wait(onStreamRecord ? undefined : pollIntervalMs);
    }
    for (const { reject } of waiting) reject(new Error('The mapping was closed'));
  }

  /** Processes one page of every shard. */
  async function processPages(): Promise<'at the end' | 'in between'> {
    let isAtEnd = true;
    for (const shard of await stream.shards()) {
      const page = await stream.read(shard, queues.checkpoint(readerOf(shard)));
      isAtEnd &&= page.length < pageSize;
      const wanted = page.filter((record) => filters.length === 0 || filters.some((matches) => matches(record)));
      for (let at = 0; at < wanted.length; at += batchSize) {
        if (!(await deliver(shard, wanted.slice(at, at + batchSize)))) return 'in between';
      }
      saveCheckpoint(shard, page.at(-1));
    }
    return isAtEnd ? 'at the end' : 'in between';
  }

  /**
   * Returns true when each record of the batch has been processed or discarded, false if the mapping closes first.
   * Halving a batch does not count as a retry.
   */
  async function deliver(shard: Shard, batch: readonly StreamRecord[]): Promise<boolean> {
    for (let attempts = 1; !closing; attempts++) {
      const { failedFrom, threw } = await invokeWith(batch);
      const isDiscarded = failedFrom === 0 && batch.length === 1 && attempts > maximumRetryAttempts;
      if (isDiscarded && onFailure) {
        const body = JSON.stringify(failureRecord(functionName, shard, batch, { attempts, threw }));
        queues.send([{ queue: onFailure, body }]);
      }
      saveCheckpoint(shard, failedFrom < 0 || isDiscarded ? batch.at(-1) : batch[failedFrom - 1]);
      if (failedFrom < 0 || isDiscarded) return true;
      await retry.wait(Math.min(minRetryMs * 2 ** (attempts - 1), maxRetryMs));
      if (failedFrom > 0) return deliver(shard, batch.slice(failedFrom));
      if (batch.length > 1) {
        const half = Math.ceil(batch.length / 2);
        return (await deliver(shard, batch.slice(0, half))) && deliver(shard, batch.slice(half));
      }
    }
    return false;
  }

  /** Invokes the function. `failedFrom` is the index of the first failed record, or -1. */
  async function invokeWith(records: readonly StreamRecord[]): Promise<{ failedFrom: number; threw: boolean }> {
    const numbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
    try {
      const failed = failedIds(await invoke(functionName, { Records: records }, timeout), numbers);
      return { failedFrom: numbers.findIndex((number) => failed.includes(number)), threw: false };
    } catch (error) {
      logger.error('batch failed', {
        function: functionName,
        records: records.length,
        reason: error instanceof Error ? error.message : error,
      });
      return { failedFrom: 0, threw: true };
    }
  }

  onStreamRecord?.(idle.end);
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
      retry.end();
      await running;
    },
  };
}
