/** So many requests within so many seconds. */
export type Quota = { readonly size: number; readonly seconds: number };

/** A token bucket: it holds at most the quota's size, and refills within the quota's seconds. */
export type Bucket = {
  readonly tokens: number;
  /** When it had these tokens, in epoch milliseconds. */
  readonly at: number;
};

export const fullBucket = ({ size }: Quota, now: number): Bucket => ({ tokens: size, at: now });

/** The bucket at `now`. A clock that was set back adds nothing. */
export function refill({ tokens, at }: Bucket, { size, seconds }: Quota, now: number): Bucket {
  const elapsed = Math.max(now - at, 0) / 1000;
  return { tokens: Math.min(tokens + (elapsed * size) / seconds, size), at: now };
}

/** The whole seconds until a bucket has this number of tokens. */
export const secondsUntil = (wanted: number, { tokens }: Bucket, { size, seconds }: Quota): number =>
  Math.ceil((Math.max(wanted - tokens, 0) * seconds) / size);

/** What an instance of a function has admitted in an interval, and what all instances have reported. */
export type Report = {
  /** The requests that this instance admitted, and the seconds in which it did. */
  readonly own: number;
  readonly seconds: number;
  /** The sum of all instances since the sum began, which was so many seconds ago. */
  readonly sum: number;
  readonly sumSeconds: number;
  /** The sum when this instance reported before; `undefined` if it did not, or another sum has begun since. */
  readonly previousSum: number | undefined;
};

/**
 * How many requests of all instances one request of this instance stands for: the tokens that it costs, so that all
 * instances together stay within one quota. At least 1, at most the size of the quota.
 */
export function costAfter(cost: number, { own, seconds, sum, sumSeconds, previousSum }: Report, quota: Quota): number {
  // A sum that has just begun lacks the instances that have not reported to it yet, so it only raises the cost.
  const estimate =
    previousSum === undefined
      ? Math.max(cost, (sum / own) * Math.min(seconds / sumSeconds, 1))
      : (sum - previousSum) / own;
  return Math.min(Math.max(estimate, 1), quota.size);
}
