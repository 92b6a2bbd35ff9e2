import { nextAttemptAt } from '../../../lib/contacts/resolution.ts';

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
