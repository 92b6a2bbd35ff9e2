import { fingerprintOf } from '../../../lib/contacts/lookupAddresses.ts';
import { hasFailed, isAbout, isDone, nextAttemptAt, nextRefreshAt } from '../../../lib/contacts/resolution.ts';

describe('nextAttemptAt', () => {
  const hour = 3_600_000;

  it.each([
    [0, 1],
    [1, 1],
    [2, 6],
    [3, 24],
    [4, 7 * 24],
    [5, 30 * 24],
    [6, 30 * 24],
    [500, 30 * 24],
  ])('after %i lookups is %i hours later, or up to a tenth more', (attempts, hours) => {
    expect(nextAttemptAt(attempts, 1000, () => 0)).toBe(1000 + hours * hour);
    expect(nextAttemptAt(attempts, 1000, () => 0.5)).toBe(1000 + hours * hour * 1.05);
    const [earliest, latest] = [1000 + hours * hour, 1000 + hours * hour * 1.1];
    const due = nextAttemptAt(attempts, 1000);
    expect(due).toBeGreaterThanOrEqual(earliest);
    expect(due).toBeLessThan(latest);
    expect(Number.isInteger(due)).toBe(true);
  });
});

describe('nextRefreshAt', () => {
  it('is 30 days later, or up to three days more, so that contacts that were linked at once are not due at once', () => {
    const day = 86_400_000;
    expect(nextRefreshAt(1000, () => 0)).toBe(1000 + 30 * day);
    expect(nextRefreshAt(1000, () => 0.5)).toBe(1000 + 31.5 * day);
    const times = Array.from({ length: 1000 }, () => nextRefreshAt(0));
    expect([Math.min(...times) >= 30 * day, Math.max(...times) < 33 * day]).toEqual([true, true]);
    expect(new Set(times).size).toBeGreaterThan(990);
  });
});

describe('isAbout', () => {
  const addresses = { email: 'a@b.de', phone: null };
  const known = { fingerprint: fingerprintOf(addresses), revision: 'revision' };

  it('is true for the same addresses and the same connection only', () => {
    expect(isAbout(known, addresses, 'revision')).toBe(true);
    expect(isAbout(known, { ...addresses, phone: '+15550100' }, 'revision')).toBe(false);
    expect(isAbout(known, addresses, 'other')).toBe(false);
    expect(isAbout({}, addresses, 'revision')).toBe(false);
    expect(isAbout(undefined, addresses, 'revision')).toBe(false);
  });

  it.each([
    [true, { failures: 1 }],
    [false, { failures: 0 }],
    [false, {}],
    [false, { failures: 1, revision: 'other' }],
    [false, { failures: 1, fingerprint: 'other' }],
  ])('lets hasFailed be %p for %j', (expected, parts) => {
    expect(hasFailed({ ...known, ...parts }, addresses, 'revision')).toBe(expected);
  });

  it.each([
    [true, {}],
    [true, { failures: 0 }],
    [false, { failures: 1 }],
    [false, { revision: 'other' }],
    [false, { fingerprint: 'other' }],
  ])('lets isDone be %p for %j', (expected, parts) => {
    expect(isDone({ ...known, ...parts }, addresses, 'revision')).toBe(expected);
  });
});
