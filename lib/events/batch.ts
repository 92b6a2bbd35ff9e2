import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Context } from 'aws-lambda';
import { ContactError } from '../contacts/ContactError.ts';
import { type Ids, logger, withLogIds } from '../logger.ts';

/** The time that is reserved for reporting which messages were not finished. */
const reservedMilliseconds = 500;

/** Tells Lambda which messages of a batch to deliver again; all others are finished. */
export type BatchResponse = { batchItemFailures: { itemIdentifier: string }[] };

export type Batch<Record> = {
  /** The id by which Lambda knows a record. */
  readonly identify: (record: Record) => string;
  readonly handle: (record: Record, requestId: string) => Promise<void>;
  /** Further ids for the log. */
  readonly idsIn?: (record: Record) => Ids;
};

/**
 * Handles the records of a batch concurrently, each with its own request id, and reports those that failed or did not
 * finish in time. Every line that is logged for a record has these ids.
 */
export async function handleBatch<Record>(
  records: readonly Record[],
  { identify, handle, idsIn }: Batch<Record>,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<BatchResponse> {
  const timeIsUp = AbortSignal.timeout(Math.max(context.getRemainingTimeInMillis() - reservedMilliseconds, 0));
  const outOfTime = once(timeIsUp, 'abort').then(() => {
    throw new ContactError('unavailable', 'There was not enough time to handle this message');
  });
  const outcomes = await Promise.all(
    records.map((record) => {
      const requestId = randomUUID();
      const itemIdentifier = identify(record);
      return withLogIds({ requestId, record: itemIdentifier, ...idsIn?.(record) }, async () => {
        try {
          await Promise.race([handle(record, requestId), outOfTime]);
          return [];
        } catch (error) {
          logger.failure('message failed', error, {});
          return [{ itemIdentifier }];
        }
      });
    }),
  );
  return { batchItemFailures: outcomes.flat() };
}
