import { pace } from '../../../lib/contacts/pacing.ts';
import fc, { runOptions } from '../../support/properties.ts';

const now = Date.UTC(2026, 10, 24, 9);
const due = (tenantId: string, seconds: number) => ({ tenantId, dueAt: new Date(now + seconds * 1000).toISOString() });
const secondsOf = (fresh: readonly ReturnType<typeof due>[], refreshes: readonly ReturnType<typeof due>[] = []) =>
  pace(fresh, refreshes, now).map(({ item, at }) => [item.tenantId, (at - now) / 1000]);

describe('pace', () => {
  it('gives an item the time when it is due', () => {
    expect(secondsOf([due('a', 31.5), due('a', 7)])).toEqual([
      ['a', 7],
      ['a', 31.5],
    ]);
  });

  it('gives an item half a second after the previous one of its tenant, the longest overdue first', () => {
    expect(secondsOf([due('a', -1), due('a', -100), due('a', 0.2), due('a', 5)])).toEqual([
      ['a', 0],
      ['a', 0.5],
      ['a', 1],
      ['a', 5],
    ]);
  });

  it('does not let the items of one tenant wait for those of another', () => {
    expect(secondsOf([due('a', -3), due('b', -2), due('a', -1)])).toEqual([
      ['a', 0],
      ['b', 0],
      ['a', 0.5],
    ]);
  });

  it('gives refreshes the times that fresh lookups of their tenant leave, however long they are overdue', () => {
    const fresh = [due('a', 0), due('a', 1.2), due('a', 3)];
    const refreshes = [due('a', -900), due('a', -800), due('a', -700), due('a', -600), due('b', -500), due('a', 9)];
    expect(secondsOf(fresh, refreshes)).toEqual([
      ['a', 0],
      ['a', 1.2],
      ['a', 3],
      ['a', 0.5],
      ['a', 1.7],
      ['a', 2.2],
      ['a', 3.5],
      ['b', 0],
      ['a', 9],
    ]);
  });

  it('leaves half a second between all items of a tenant, and delays no fresh lookup for a refresh', () => {
    const anyDue = fc.array(
      fc.record({ tenantId: fc.constantFrom('a', 'b'), seconds: fc.integer({ min: -200, max: 200 }) }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(anyDue, anyDue, (fresh, refreshes) => {
        const items = (all: typeof fresh) => all.map(({ tenantId, seconds }) => due(tenantId, seconds / 10));
        const paced = pace(items(fresh), items(refreshes), now);
        expect(paced).toHaveLength(fresh.length + refreshes.length);
        expect(paced.slice(0, fresh.length)).toEqual(pace(items(fresh), [], now));
        for (const { item, at } of paced) expect(at).toBeGreaterThanOrEqual(Math.max(now, Date.parse(item.dueAt)));
        for (const tenant of ['a', 'b']) {
          const times = paced.filter(({ item }) => item.tenantId === tenant).map(({ at }) => at);
          for (const [i, at] of times.sort((one, other) => one - other).entries()) {
            if (i > 0) expect(at - Number(times[i - 1])).toBeGreaterThanOrEqual(500);
          }
        }
      }),
      runOptions(300),
    );
  });
});
