import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Context } from 'aws-lambda';
import { ContactError } from '../contacts/ContactError.ts';
import { type Ids, logger, withLogIds } from '../logger.ts';

/** The time that is reserved for reporting which messages were not finished. */
const reservedMilliseconds = 500;

/** Tells Lambda which messages of a batch to deliver again; all others are finished. */
export type BatchResponse = { batchItemFailures: { itemIdentifier: string }[] };

/** What a record is about, and its place among those that are about the same. */
export type Sequence = { readonly key: string; readonly at: number };

export type Batch<Record> = {
  /** The id by which Lambda knows a record; anything else than a string if the record is of another kind. */
  readonly identify: (record: Record) => unknown;
  readonly handle: (record: Record, requestId: string) => Promise<void>;
  /** Records with the same key are handled one after another, in the order of `at`. */
  readonly sequenceOf?: (record: Record) => Sequence | undefined;
  /** Of a sequence, nothing is handled after a record that failed: all of it is delivered again from there on. */
  readonly stopsAtFailure?: true;
  /** Further ids for the log. */
  readonly idsIn?: (record: Record) => Ids;
};

/**
 * Handles the records of a batch concurrently, except for those of one sequence, and reports those that failed or did
 * not finish in time. A record has another request id at each delivery. Every line that is logged for a record has its
 * ids. Throws, before it handles anything, where `event` is no batch of such records: Lambda then delivers it again,
 * and in the end to where failures go.
 */
export async function handleBatch<Record>(
  event: { readonly Records: readonly Record[] },
  { identify, handle, sequenceOf, stopsAtFailure, idsIn }: Batch<Record>,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<BatchResponse> {
  const records = recordsOf(event, identify);
  const timeIsUp = AbortSignal.timeout(Math.max(context.getRemainingTimeInMillis() - reservedMilliseconds, 0));
  // It never rejects, because nothing waits for it where there are no records.
  const deadline = once(timeIsUp, 'abort');
  const failures = new Set<string>();
  const handleOne = ({ record, itemIdentifier }: Identified<Record>) => {
    const requestId = randomUUID();
    return withLogIds({ requestId, record: itemIdentifier, ...idsIn?.(record) }, async () => {
      try {
        if (timeIsUp.aborted) throwOutOfTime();
        await Promise.race([handle(record, requestId), deadline.then(throwOutOfTime)]);
        return true;
      } catch (error) {
        if (error instanceof ContactError && error.code === 'contact_too_large') {
          // Another delivery would find no more room.
          logger.info('message ignored', { reason: error.code });
          return true;
        }
        logger.failure('message failed', error, {});
        failures.add(itemIdentifier);
        return !stopsAtFailure;
      }
    });
  };
  await Promise.all(
    sequences(records, sequenceOf).map(async (sequence) => {
      for (const each of sequence) if (!(await handleOne(each))) break;
    }),
  );
  const failed = records.filter(({ itemIdentifier }) => failures.has(itemIdentifier));
  return { batchItemFailures: failed.map(({ itemIdentifier }) => ({ itemIdentifier })) };
}

type Identified<Record> = { readonly record: Record; readonly itemIdentifier: string };

/** The records in their sequences; one that is in none is alone. */
function sequences<Record>(
  records: readonly Identified<Record>[],
  sequenceOf: Batch<Record>['sequenceOf'],
): Identified<Record>[][] {
  const placed = records.map((each, i) => ({ each, ...(sequenceOf?.(each.record) ?? { key: i, at: 0 }) }));
  return [...Map.groupBy(placed, ({ key }) => key).values()].map((sequence) =>
    sequence.toSorted((a, b) => a.at - b.at).map(({ each }) => each),
  );
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
