import { hash } from 'node:crypto';
import { type Bucket, costAfter, fullBucket, type Quota, refill, secondsUntil } from './tokenBucket.ts';

/** What one instance of a function knows about the use of one quota. */
type Meter = {
  readonly quota: Quota;
  bucket: Bucket;
  /** The tokens of one request. */
  cost: number;
  /** The requests that were admitted in this interval, and in the one before. */
  admitted: number;
  before?: number | undefined;
  /** The sum at the last report, and its minute. */
  last?: { readonly minute: number; readonly sum: number } | undefined;
};

/** `retryAfter` is 0 if the request is admitted, otherwise the seconds to wait. */
export type Admission = { readonly retryAfter: number; readonly credential: Meter; readonly tenant: Meter };

/** The counts of an interval, to be added to the sums of all instances. */
export type UsageReport = {
  /** Since the epoch. */
  readonly minute: number;
  readonly counts: ReadonlyMap<string, number>;
  /** Takes the sums with the counts added; `undefined` if they are not known. */
  learn(sums: ReadonlyMap<string, number> | undefined): void;
};

export type Usage = {
  /**
   * Decides about one request of a credential, or about one that counts as several, for which half of the quota is
   * enough: later requests wait for the rest. Times are epoch milliseconds.
   */
  admit(credential: string, now: number, requests?: number): Admission;
  /** Ends an interval of at least five seconds. Returns a report if the tenant or a credential was busy in it. */
  endInterval(now: number): UsageReport | undefined;
};

const intervalSeconds = 5;
const maxCredentials = 1000;

/** A caller that uses less of its quota in an interval is quiet: it is not worth a write. */
const busyShare = 0.04;

/** Counts the requests of one tenant in this instance, and limits them by the quotas of all instances together. */
export function createUsage(quotas: { readonly tenant: Quota; readonly credential: Quota }, createdAt: number): Usage {
  const tenant = newMeter(quotas.tenant, createdAt);
  const credentials = new Map<string, Meter>();
  let intervalStart = createdAt;

  return {
    admit(name, now, requests = 1) {
      const credential = credentials.get(name) ?? newMeter(quotas.credential, now);
      if (!credentials.has(name)) setBounded(credentials, name, credential, maxCredentials);
      const meters = [credential, tenant];
      for (const meter of meters) meter.bucket = refill(meter.bucket, meter.quota, now);
      const retryAfter = Math.max(
        ...meters.map(({ cost, bucket, quota }) =>
          secondsUntil(requests === 1 ? cost : Math.min(cost * requests, quota.size / 2), bucket, quota),
        ),
      );
      if (retryAfter > 0) return { retryAfter, credential, tenant };
      for (const meter of meters) {
        meter.bucket = { ...meter.bucket, tokens: meter.bucket.tokens - meter.cost * requests };
        meter.admitted += requests;
      }
      return { retryAfter, credential, tenant };
    },

    endInterval(now) {
      const seconds = (now - intervalStart) / 1000;
      if (seconds >= 0 && seconds < intervalSeconds) return undefined;
      intervalStart = now;
      // What was counted before a long pause, or before the clock was set back, says nothing about now.
      const isRecent = seconds >= 0 && seconds <= 3 * intervalSeconds;
      const busy = isRecent ? [...credentials].filter(([, meter]) => isBusy(meter)) : [];
      if (!isRecent) for (const meter of [tenant, ...credentials.values()]) meter.cost = 1;
      const isReported = busy.length > 0 || (isRecent && isBusy(tenant));
      const reported = isReported ? new Map([[tenantName, tenant], ...busy.map(named)]) : new Map<string, Meter>();
      const counts = new Map([...reported].map(([name, { admitted }]) => [name, admitted]));
      // The sums of other instances are of the interval before this one, in part.
      const own = new Map(
        [...reported].map(([name, { admitted, before = admitted }]) => [name, (admitted + before) / 2]),
      );
      const counted = new Set(reported.values());
      for (const meter of [tenant, ...credentials.values()]) {
        meter.before = meter.admitted;
        meter.admitted = 0;
        if (!counted.has(meter)) forget(meter);
      }
      if (!isReported) return undefined;

      const minute = Math.floor(now / 60_000);
      const sumSeconds = now / 1000 - minute * 60;
      return {
        minute,
        counts,
        learn(sums) {
          for (const [name, meter] of reported) {
            const sum = sums?.get(name);
            if (sum === undefined) forget(meter);
            else {
              const previousSum = meter.last?.minute === minute ? meter.last.sum : undefined;
              const sample = { own: own.get(name) ?? 0, seconds, sum, sumSeconds, previousSum };
              meter.cost = costAfter(meter.cost, sample, meter.quota);
              meter.last = { minute, sum };
            }
          }
        },
      };
    },
  };
}

const tenantName = 'all';

/** A user's id is not stored: it may be personal data, and of any length. */
const named = ([credential, meter]: [string, Meter]): [string, Meter] => [
  hash('sha256', credential).slice(0, 12),
  meter,
];

const newMeter = (quota: Quota, now: number): Meter => ({
  quota,
  bucket: fullBucket(quota, now),
  cost: 1,
  admitted: 0,
});

const isBusy = ({ admitted, cost, quota }: Meter): boolean =>
  admitted * cost >= (busyShare * intervalSeconds * quota.size) / quota.seconds;

/** Without sums, an instance soon assumes that it is the only one. */
function forget(meter: Meter): void {
  meter.cost = Math.max(meter.cost / 2, 1);
  meter.last = undefined;
}

/** Sets an entry of a map that has at most `size` entries: a new one takes the place of the oldest. */
export function setBounded<Value>(map: Map<string, Value>, key: string, value: Value, size: number): void {
  const [oldest] = map.keys();
  if (map.size >= size && oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}
