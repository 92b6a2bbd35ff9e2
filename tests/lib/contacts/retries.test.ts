import { isExpired, nextAttempt, pauseOf, requestedWait } from '../../../lib/contacts/retries.ts';

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];
const now = Date.parse('2026-11-23T09:30:00.000Z');

/** The times of all attempts after the start, where each fails at once. */
function attempts(random: number): number[] {
  const times = [0];
  for (;;) {
    const next = nextAttempt({ attempts: times.length, startedAt: now }, now + (times.at(-1) ?? 0), { random });
    if (next === undefined) return times;
    times.push(next - now);
  }
}

describe('nextAttempt', () => {
  it('follows the schedule of Standard Webhooks, and ends after three days', () => {
    const pauses = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour];
    let time = 0;
    const schedule = pauses.map((pause) => {
      time += pause;
      return time;
    });
    expect(attempts(0.5)).toEqual([0, ...schedule, 3 * day]);
  });

  it.each([0, 0.25, 1])('makes ten attempts within three days, whatever the jitter is (%d)', (random) => {
    const times = attempts(random);
    expect([times.length, Number(times.at(-1)) <= 3 * day]).toEqual([10, true]);
    expect(times[1]).toBe((4.5 + random) * second);
  });

  it('waits as long as the receiver asks for, and gives up if that is after three days', () => {
    const delivery = { attempts: 1, startedAt: now };
    expect(nextAttempt(delivery, now, { earliest: now + hour, random: 0 })).toBe(now + hour);
    expect(nextAttempt(delivery, now, { earliest: now + 3 * day + 1, random: 0 })).toBeUndefined();
  });
});

it('isExpired is after three days', () => {
  expect([isExpired(now, now + 3 * day), isExpired(now, now + 3 * day + 1)]).toEqual([false, true]);
});

it.each([
  ['a receiver that began to fail', 0, 5 * second],
  ['after ten minutes', 10 * minute, 5 * minute],
  ['after a day', day, hour],
])('pauseOf of %s is half the time that it has failed for, within limits', (_, failing, pause) => {
  expect(pauseOf(failing)).toBe(pause);
});

it.each<[number, string | null, number | undefined]>([
  [429, '7', 7 * second],
  [503, '7', 7 * second],
  [500, '7', undefined],
  [429, null, undefined],
  [429, '0', undefined],
  [429, '-7', undefined],
  [429, '1.5', undefined],
  [429, 'soon', undefined],
  [429, 'Mon, 23 Nov 2026 09:31:00 GMT', minute],
  [429, 'Mon, 23 Nov 2026 09:29:00 GMT', undefined],
  [429, '99999999', day],
])('requestedWait of %d with retry-after %s is %d', (status, retryAfter, wait) => {
  expect(requestedWait(status, retryAfter, now)).toBe(wait);
});
