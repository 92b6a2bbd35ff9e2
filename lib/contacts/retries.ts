const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

/** The pauses between the attempts of a delivery that Standard Webhooks 1.0.0 recommends, in milliseconds. */
const pauses = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const;

/** For how long a delivery is attempted. The pauses are longer together by some hours, so the last one is cut short. */
const lifetime = 3 * day;

/** How long a webhook may fail before it is switched off, in milliseconds. */
export const maxFailing = 5 * day;

/** The longest `retry-after` that counts: a receiver that asks for a year would lose its events. */
const longestWait = day;

/** A delivery as far as its attempts are concerned. Times are in epoch milliseconds. */
type Attempted = {
  readonly attempts: number;
  /** When it was first due. */
  readonly startedAt: number;
};

/**
 * When a delivery is attempted next after a failure at `now`, not before `earliest`; undefined if it is given up. Each
 * pause is up to a tenth shorter or longer, so that what failed together does not return together. `random` is from 0
 * to 1.
 */
export function nextAttempt(
  { attempts, startedAt }: Attempted,
  now: number,
  { earliest = now, random }: { readonly earliest?: number; readonly random: number },
): number | undefined {
  const pause = pauses[attempts - 1];
  const end = startedAt + lifetime;
  if (pause === undefined || now >= end) return undefined;
  const next = Math.max(Math.min(Math.round(now + pause * (0.9 + 0.2 * random)), end), earliest);
  return isExpired(startedAt, next) ? undefined : next;
}

/** Whether a delivery that was first due at `startedAt` is no longer attempted at `at`. */
export const isExpired = (startedAt: number, at: number): boolean => at > startedAt + lifetime;

/**
 * For how long a webhook gets no requests after its receiver did not respond: half the time that it has failed for, but
 * from five seconds to an hour. So a dead receiver costs ever fewer requests, and one that is back is found soon.
 */
export const pauseOf = (failingMilliseconds: number): number =>
  Math.min(Math.max(failingMilliseconds / 2, 5 * second), hour);

/**
 * For how long a receiver asks us to wait, in milliseconds; undefined if it does not. `retry-after`, which is in
 * seconds or a date (RFC 9110, 10.2.3), counts with the statuses 429 and 503, and up to a day.
 */
export function requestedWait(status: number, retryAfter: string | null, now: number): number | undefined {
  if ((status !== 429 && status !== 503) || retryAfter === null) return undefined;
  const wait = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : dateOf(retryAfter) - now;
  return wait > 0 ? Math.min(wait, longestWait) : undefined;
}

const dateOf = (text: string): number => (/^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN);
