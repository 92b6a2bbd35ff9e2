import type { DynamoDBRecord } from 'aws-lambda';
import { handler as projectChange } from '../../../../handlers/events/projectChange.ts';
import { type StreamedContact, streamedContact } from '../../../../lib/dynamo/contacts/streamedContact.ts';
import { deliverRecords, followStream } from '../../../support/stream.ts';

/** Follows the table's stream, until the tests of one file end. */
export function followHistory() {
  const readNewRecords = followStream();
  let records: DynamoDBRecord[] = [];
  let projected = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function readAndProject(): Promise<void> {
    records.push(...(await readNewRecords()));
    const { length } = records;
    await deliverRecords(projectChange, records.slice(projected));
    projected = length;
  }

  return {
    /** Begins a history: what has happened before is none of it. */
    async begin(): Promise<void> {
      await readNewRecords();
      records = [];
      projected = 0;
    },
    /** Projects the changes that are not projected yet, one call after the other. */
    project: (): Promise<unknown> => (last = last.catch(() => undefined).then(readAndProject)),
    /** Projects all changes of the history once more, the last one first, as functions that Lambda has frozen may. */
    async projectAgain(): Promise<void> {
      for (const record of records.toReversed()) await deliverRecords(projectChange, [record]);
    },
    /** Returns all changes of contacts in the history. */
    async changes(): Promise<readonly StreamedContact[]> {
      records.push(...(await readNewRecords()));
      return records.map(streamedContact);
    },
  };
}
