import { failedOf } from './batchResponse.ts';
import { failureRecord } from './failureRecord.ts';
import type { Invoke } from './lambda.ts';
import type { StreamMapping } from './mappings.ts';
import { makePause } from './pause.ts';
import type { Running } from './queueMapping.ts';
import type { Queues } from './queues.ts';
import { pageSize, type Shard, type StreamReader } from './streamReader.ts';
import type { StreamRecord } from './streamRecord.ts';

const idleMs = 200;
/** The pause after the stream could not be read. */
const brokenMs = 1000;
/** The pause before a batch is tried again doubles each time, between these two. */
const [firstRetryMs, lastRetryMs] = [100, 2000];

export interface RunningStream extends Running {
  /** Resolves when everything that is in the stream at the call has been handled, or given up. Rejects when it closes before. */
  caughtUp(): Promise<void>;
}

/**
 * Hands the records of a stream to a function, in their order. A batch that fails is tried again from its first record that
 * failed, and holds up what follows until it is given up. One shard is read after the other, where AWS reads them side by side.
 */
export function runStreamMapping(
  { functionName, batchSize, timeout, filters, maximumRetryAttempts, onFailure }: StreamMapping,
  stream: StreamReader,
  queues: Queues,
  invoke: Invoke,
): RunningStream {
  const waiting: PromiseWithResolvers<void>[] = [];
  const [idle, retry] = [makePause(), makePause()];
  let closing = false;

  const reader = ({ streamArn, shardId }: Shard) => `${functionName} ${streamArn} ${shardId}`;
  const reached = (shard: Shard, record: StreamRecord | undefined) => {
    if (record) queues.setCheckpoint(reader(shard), record.dynamodb.SequenceNumber);
  };

  async function run(): Promise<void> {
    while (!closing) {
      const before = waiting.splice(0);
      const state = await readOn().catch((error: Error) => {
        console.error(`${functionName} gets nothing from the stream: ${error.message}`);
        return 'broken' as const;
      });
      if (state === 'at the end') for (const { resolve } of before) resolve();
      else waiting.unshift(...before);
      if (state === 'broken') await idle.wait(brokenMs);
      else if (state === 'at the end' && waiting.length === 0) await idle.wait(idleMs);
    }
    for (const { reject } of waiting) reject(new Error('The mapping was closed'));
  }

  /** Hands over a page of every shard. */
  async function readOn(): Promise<'at the end' | 'in between'> {
    let last = true;
    for (const shard of await stream.shards()) {
      const page = await stream.read(shard, queues.checkpoint(reader(shard)));
      last &&= page.length < pageSize;
      const wanted = page.filter((record) => filters.length === 0 || filters.some((matches) => matches(record)));
      for (let at = 0; at < wanted.length; at += batchSize) {
        const batch = wanted.slice(at, at + batchSize);
        if (!(await deliver(shard, batch))) return 'in between';
        reached(shard, batch.at(-1));
      }
      reached(shard, page.at(-1));
    }
    return last ? 'at the end' : 'in between';
  }

  /** Resolves to true when the batch is handled or given up, or to false when the mapping closes before. */
  async function deliver(shard: Shard, batch: readonly StreamRecord[]): Promise<boolean> {
    let left = batch;
    for (let tries = 1; !closing; tries++) {
      const { failedFrom, threw } = await offer(left);
      if (failedFrom < 0) return true;
      // What comes before has been handled, so that this is another batch.
      if (failedFrom > 0) tries = 1;
      reached(shard, left[failedFrom - 1]);
      left = left.slice(failedFrom);
      if (tries > maximumRetryAttempts) {
        const body = JSON.stringify(failureRecord(functionName, shard, left, { tries, threw }));
        if (onFailure) queues.send([{ queue: onFailure, body }]);
        return true;
      }
      await retry.wait(Math.min(firstRetryMs * 2 ** (tries - 1), lastRetryMs));
    }
    return false;
  }

  /** Says which record is the first that the function failed; -1 is none. */
  async function offer(records: readonly StreamRecord[]): Promise<{ failedFrom: number; threw: boolean }> {
    const numbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
    try {
      const failed = failedOf(await invoke(functionName, { Records: records }, timeout), numbers);
      return { failedFrom: numbers.findIndex((number) => failed.includes(number)), threw: false };
    } catch (error) {
      console.error(
        `${functionName} did not handle a batch of ${records.length}: ${error instanceof Error ? error.message : error}`,
      );
      return { failedFrom: 0, threw: true };
    }
  }

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
