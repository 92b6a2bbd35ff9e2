import { withLogIds } from '../../lib/logger.ts';
import { count, counters } from '../../lib/metrics.ts';
import { captureMetrics } from '../support/metrics.ts';

process.env.TABLE_NAME = 'contacts-test';
const counted = captureMetrics();

describe('count', () => {
  it('writes a line in the embedded metric format, with the dimensions of the counter and the ids of the log', async () => {
    await withLogIds({ requestId: 'r-1', tenantId: 't-1' }, () => count('Messages', { outcome: 'new' }));
    expect(counted).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'ContactService',
              Dimensions: [['service', 'outcome']],
              Metrics: [{ Name: 'Messages', Unit: 'Count' }],
            },
          ],
        },
        service: 'contacts-test',
        outcome: 'new',
        Messages: 1,
        requestId: 'r-1',
        tenantId: 't-1',
      },
    ]);
  });

  it('writes each occurrence with its own dimensions', async () => {
    await Promise.all([
      count('ContactsUpdated', { source: 'crm' }),
      count('ConflictsRetried', {}),
      count('ContactsCreated', { source: 'manual' }),
    ]);
    const dimensions = counted.map(({ _aws }) => Object(_aws).CloudWatchMetrics[0].Dimensions[0]);
    expect(dimensions).toEqual([['service', 'source'], ['service'], ['service', 'source']]);
    expect(counted.map(({ source }) => source)).toEqual(['crm', undefined, 'manual']);
  });

  it('has no dimension with many values', () => {
    expect(new Set(Object.values(counters).flat())).toEqual(new Set(['outcome', 'source', 'code', 'reason']));
  });
});
