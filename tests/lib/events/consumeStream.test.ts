import type { DynamoDBRecord } from 'aws-lambda';
import { consumeStream } from '../../../lib/events/consumeStream.ts';
import { lambdaContext } from '../../support/deliver.ts';
import { captureLog } from '../../support/log.ts';

captureLog();

const record = (tenantId: string, contactId: string, SequenceNumber: string): DynamoDBRecord => ({
  dynamodb: { SequenceNumber, Keys: { tenantId: { S: tenantId }, contactId: { S: contactId } } },
});

/** The sequence numbers that a consumer handled, which fails for some, and those that it reported as failed. */
async function consume(records: DynamoDBRecord[], failing: readonly string[] = []) {
  const handled: string[] = [];
  const consumer = consumeStream(async ({ dynamodb }) => {
    const number = String(dynamodb?.SequenceNumber);
    handled.push(`begin ${number}`);
    await Promise.resolve();
    if (failing.includes(number)) throw new Error('poison');
    handled.push(`end ${number}`);
  });
  const { batchItemFailures } = await consumer({ Records: records }, lambdaContext());
  return { handled, failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

describe('consumeStream', () => {
  it('handles the records of one item one after another, in the order of the stream', async () => {
    // As texts, the numbers have another order.
    const { handled } = await consume(['9', '10', '11'].map((number) => record('t', 'c', number)));
    expect(handled).toEqual(['9', '10', '11'].flatMap((number) => [`begin ${number}`, `end ${number}`]));
  });

  it('handles those of other items, and of other tenants, meanwhile', async () => {
    const { handled } = await consume([record('t', 'c', '1'), record('t', 'd', '2'), record('u', 'c', '3')]);
    expect(handled.slice(0, 3)).toEqual(['begin 1', 'begin 2', 'begin 3']);
  });

  it('handles nothing more of an item after a record that failed, but all of the others', async () => {
    const records = [record('t', 'c', '1'), record('t', 'd', '2'), record('t', 'c', '3'), record('t', 'd', '4')];
    const { handled, failed } = await consume(records, ['1']);
    expect(failed).toEqual(['1']);
    expect(handled.filter((step) => step.startsWith('end'))).toEqual(['end 2', 'end 4']);
    expect(handled).not.toContain('begin 3');
  });
});
