import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Context } from 'aws-lambda';
import { ContactError } from '../contacts/ContactError.ts';
import { logger } from '../logger.ts';

/** Time that is kept to say which messages were not done. */
const reservedMilliseconds = 500;

/** What Lambda is told: which messages of a batch are to come again. All others are done. */
export type BatchResponse = { batchItemFailures: { itemIdentifier: string }[] };

export type Batch<Record> = {
  /** How Lambda knows a record. */
  readonly identify: (record: Record) => string;
  readonly handle: (record: Record, requestId: string) => Promise<void>;
  /** What else the log is to know it by. */
  readonly idsIn?: (record: Record) => object;
};

/**
 * Handles the records of a batch side by side, each under a request id of its own, and reports those that failed or were
 * not done in time, and only those.
 */
export async function handleBatch<Record>(
  records: readonly Record[],
  { identify, handle, idsIn }: Batch<Record>,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<BatchResponse> {
  const timeIsUp = AbortSignal.timeout(Math.max(context.getRemainingTimeInMillis() - reservedMilliseconds, 0));
  const outOfTime = once(timeIsUp, 'abort').then(() => {
    throw new ContactError('unavailable', 'There was not enough time for this message');
  });
  const outcomes = await Promise.all(
    records.map(async (record) => {
      const requestId = randomUUID();
      try {
        await Promise.race([handle(record, requestId), outOfTime]);
        return [];
      } catch (error) {
        logger.failure('message failed', error, { requestId, record: identify(record), ...idsIn?.(record) });
        return [{ itemIdentifier: identify(record) }];
      }
    }),
  );
  return { batchItemFailures: outcomes.flat() };
}
