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
  /** The id by which Lambda knows a record; anything else than a string if the record is of another kind. */
  readonly identify: (record: Record) => unknown;
  readonly handle: (record: Record, requestId: string) => Promise<void>;
  /** Further ids for the log. */
  readonly idsIn?: (record: Record) => Ids;
};

/**
 * Handles the records of a batch concurrently, each with its own request id, and reports those that failed or did not
 * finish in time. Every line that is logged for a record has these ids. Throws, before it handles anything, where
 * `event` is no batch of such records: Lambda then delivers it again, and in the end to where failures go.
 */
export async function handleBatch<Record>(
  event: { readonly Records: readonly Record[] },
  { identify, handle, idsIn }: Batch<Record>,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<BatchResponse> {
  const records = recordsOf(event, identify);
  const timeIsUp = AbortSignal.timeout(Math.max(context.getRemainingTimeInMillis() - reservedMilliseconds, 0));
  // It never rejects, because nothing waits for it where there are no records.
  const deadline = once(timeIsUp, 'abort');
  const outcomes = await Promise.all(
    records.map(({ record, itemIdentifier }) => {
      const requestId = randomUUID();
      return withLogIds({ requestId, record: itemIdentifier, ...idsIn?.(record) }, async () => {
        try {
          await Promise.race([handle(record, requestId), deadline.then(throwOutOfTime)]);
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

/** The records of an event, which may be of any kind, with their ids. */
function recordsOf<Record>(event: { readonly Records: readonly Record[] }, identify: Batch<Record>['identify']) {
  const { Records: records }: { Records?: unknown } = Object(event);
  if (!Array.isArray(records)) throw new TypeError('The event is no batch of records');
  return records.map((record) => {
    const itemIdentifier = identify(record ?? {});
    if (typeof itemIdentifier !== 'string') throw new TypeError('The event has a record of another kind');
    return { record, itemIdentifier };
  });
}

function throwOutOfTime(): never {
  throw new ContactError('unavailable', 'There was not enough time to handle this message');
}
