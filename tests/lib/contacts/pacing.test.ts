import { pace } from '../../../lib/contacts/pacing.ts';

const now = Date.UTC(2026, 10, 24, 9);
const due = (tenantId: string, seconds: number) => ({ tenantId, dueAt: new Date(now + seconds * 1000).toISOString() });
const secondsOf = (items: readonly ReturnType<typeof due>[]) =>
  pace(items, now).map(({ item, at }) => [item.tenantId, (at - now) / 1000]);

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
});
