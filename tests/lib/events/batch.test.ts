import { ContactError } from '../../../lib/contacts/ContactError.ts';
import { handleBatch } from '../../../lib/events/batch.ts';
import { lambdaContext } from '../../support/deliver.ts';
import { captureLog } from '../../support/log.ts';

const logged = captureLog();

const run = (records: string[], handle: (record: string, requestId: string) => Promise<void>, milliseconds?: number) =>
  handleBatch({ Records: records }, { identify: (record) => record, handle }, lambdaContext(milliseconds));

describe('a batch', () => {
  it('reports the records that failed and no others', async () => {
    const handle = async (record: string) => {
      if (record !== 'good') throw new ContactError('unavailable', 'x');
    };
    expect(await run(['good', 'bad', 'good', 'worse'], handle)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'bad' }, { itemIdentifier: 'worse' }],
    });
    expect(logged.map(({ record, code }) => [record, code])).toEqual([
      ['bad', 'unavailable'],
      ['worse', 'unavailable'],
    ]);
  });

  it('handles its records side by side, each under an id of its own', async () => {
    const ids = new Set<string>();
    const all = Promise.withResolvers<void>();
    await run(['a', 'b', 'c'], async (_, requestId) => {
      ids.add(requestId);
      if (ids.size === 3) all.resolve();
      await all.promise;
    });
    expect(ids.size).toBe(3);
  });

  it('handles records of one sequence one after another, in their order, and the others meanwhile', async () => {
    const steps: string[] = [];
    const alone = Promise.withResolvers<void>();
    const handle = async (record: string) => {
      steps.push(`begin ${record}`);
      if (record === 'x') alone.resolve();
      else await alone.promise;
      steps.push(`end ${record}`);
      if (record === 'b2') throw new ContactError('unavailable', 'x');
    };
    const sequenceOf = (record: string) => (record === 'x' ? undefined : { key: 'b', at: Number(record[1]) });
    const batch = { identify: (record: string) => record, handle, sequenceOf };
    const result = await handleBatch({ Records: ['b3', 'b1', 'x', 'b2'] }, batch, lambdaContext());
    expect(steps.filter((step) => !step.includes('x'))).toEqual(
      ['b1', 'b2', 'b3'].flatMap((record) => [`begin ${record}`, `end ${record}`]),
    );
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: 'b2' }] });
  });

  it('handles nothing of a sequence after a record that failed, where it is said to stop there', async () => {
    const handled: string[] = [];
    const handle = async (record: string) => {
      handled.push(record);
      if (record === 'b1') throw new ContactError('unavailable', 'x');
    };
    const batch = {
      identify: (record: string) => record,
      handle,
      sequenceOf: (record: string) => ({ key: record[0] ?? '', at: 0 }),
      stopsAtFailure: true,
    } as const;
    const result = await handleBatch({ Records: ['a1', 'b1', 'b2', 'a2'] }, batch, lambdaContext());
    expect(handled.sort()).toEqual(['a1', 'a2', 'b1']);
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: 'b1' }] });
  });

  it('begins nothing of a sequence once the time is up', async () => {
    const handled: string[] = [];
    const handle = (record: string) => {
      handled.push(record);
      return new Promise<void>(() => undefined);
    };
    const batch = { identify: (record: string) => record, handle, sequenceOf: () => ({ key: 'a', at: 0 }) };
    const { batchItemFailures } = await handleBatch({ Records: ['first', 'second'] }, batch, lambdaContext(600));
    expect([handled, batchItemFailures.length]).toEqual([['first'], 2]);
  });

  it('reports what is not done before Lambda ends the function', async () => {
    const handle = (record: string) => (record === 'slow' ? new Promise<void>(() => undefined) : Promise.resolve());
    expect(await run(['quick', 'slow'], handle, 600)).toEqual({ batchItemFailures: [{ itemIdentifier: 'slow' }] });
  });

  it('of other records, or none at all, is refused before anything is handled', async () => {
    const handled: string[] = [];
    const handle = async (record: string) => void handled.push(record);
    await expect(run(['good', Object(1)], handle)).rejects.toThrow('The event has a record of another kind');
    await expect(run(Object(1), handle)).rejects.toThrow('The event is no batch of records');
    expect(handled).toEqual([]);
  });

  it("keeps a person's data out of the log", async () => {
    await run(['r'], async () => {
      throw new Error('anna@acme.de is wrong');
    });
    expect(JSON.stringify(logged)).not.toContain('anna');
    expect(logged).toMatchObject([{ level: 'error', message: 'message failed', record: 'r', name: 'Error' }]);
  });
});
