import { costAfter, fullBucket, refill, secondsUntil } from '../../../lib/http/tokenBucket.ts';
import fc from '../../support/properties.ts';

const quota = { size: 500, seconds: 10 };
const now = Date.UTC(2026, 10, 26);

describe('refill', () => {
  it('adds the size of the quota within its seconds, and no more', () => {
    const empty = { tokens: 0, at: now };
    expect([500, 10_000, 60_000].map((ms) => refill(empty, quota, now + ms).tokens)).toEqual([25, 500, 500]);
  });

  it('adds the same, however often it is called', () => {
    const steps = fc.array(fc.nat(2000), { maxLength: 20 });
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 500, noNaN: true }), (pauses, tokens) => {
        const end = now + pauses.reduce((sum, pause) => sum + pause, 0);
        let [bucket, at] = [{ tokens, at: now }, now];
        for (const pause of pauses) {
          at += pause;
          bucket = refill(bucket, quota, at);
        }
        expect(bucket.tokens).toBeCloseTo(refill({ tokens, at: now }, quota, end).tokens, 6);
      }),
    );
  });

  it('adds nothing when the clock is set back, and goes on from there', () => {
    const bucket = refill({ tokens: 3, at: now }, quota, now - 3_600_000);
    expect(bucket.tokens).toBe(3);
    expect(refill(bucket, quota, now - 3_600_000 + 1000).tokens).toBe(53);
  });
});

describe('secondsUntil', () => {
  it('is 0 when the tokens are there, and otherwise long enough to refill them', () => {
    const wanted = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(wanted, fc.double({ min: 0, max: 500, noNaN: true }), (tokens, present) => {
        const bucket = { tokens: present, at: now };
        const seconds = secondsUntil(tokens, bucket, quota);
        expect(seconds === 0).toBe(present >= tokens);
        expect(refill(bucket, quota, now + seconds * 1000).tokens).toBeGreaterThanOrEqual(tokens - 1e-6);
      }),
    );
    expect(secondsUntil(1, fullBucket(quota, now), quota)).toBe(0);
  });
});

describe('costAfter', () => {
  const report = { own: 50, seconds: 5, sum: 1200, sumSeconds: 30, previousSum: 1000 };

  it('is the number of requests of all instances for each one of this instance, since its last report', () => {
    expect(costAfter(1, report, quota)).toBe(4);
    expect(costAfter(9, report, quota)).toBe(4);
  });

  it('is never below 1, and never more than a whole quota', () => {
    expect(costAfter(1, { ...report, sum: 1001 }, quota)).toBe(1);
    expect(costAfter(1, { ...report, own: 1, sum: 1e6 }, quota)).toBe(500);
  });

  it('only rises by the first report to a sum, from the average since the sum began', () => {
    const first = { ...report, previousSum: undefined };
    expect(costAfter(1, first, quota)).toBe(4);
    expect(costAfter(9, first, quota)).toBe(9);
    expect(costAfter(1, { ...first, sumSeconds: 0 }, quota)).toBe(24);
  });
});
