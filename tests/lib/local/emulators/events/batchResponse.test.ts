import { failedIds } from '../../../../../lib/local/emulators/events/batchResponse.ts';

const batch = ['a', 'b', 'c'];
const failures = (...ids: unknown[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

describe('failedIds', () => {
  it.each<[unknown, string[]]>([
    [null, []],
    [undefined, []],
    [{}, []],
    [{ batchItemFailures: null }, []],
    [failures(), []],
    [failures('b'), ['b']],
    [failures('c', 'a', 'c'), ['a', 'c']],
    [failures('b', 'unknown'), batch],
    [failures(''), batch],
    [failures(null), batch],
    [{ batchItemFailures: [{ id: 'b' }] }, batch],
    [{ batchItemFailures: [null] }, batch],
    [{ batchItemFailures: 'b' }, batch],
    ['done', batch],
    [1, batch],
  ])('of the response %j are %j', (response, failed) => {
    expect(failedIds(response, batch)).toEqual(failed);
  });
});
