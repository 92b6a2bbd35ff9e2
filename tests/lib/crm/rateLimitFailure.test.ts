import { rateLimitFailure } from '../../../lib/crm/rateLimitFailure.ts';

describe('rateLimitFailure', () => {
  const inTwoMinutes = () => new Date(Date.now() + 120_000).toUTCString();
  it.each<[string, number, Record<string, string>, number | undefined]>([
    ['in seconds', 429, { 'retry-after': '120' }, 120],
    ['with status 503', 503, { 'retry-after': '120' }, 120],
    ['by a date', 429, { 'retry-after': inTwoMinutes() }, 120],
    ['by a date in the past', 429, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, undefined],
    ['in an unknown form', 429, { 'retry-after': 'later' }, undefined],
    ['with a fraction', 429, { 'retry-after': '99999.5' }, undefined],
    ['without retry-after', 429, {}, undefined],
  ])('reads the time to wait %s', (_, status, headers, seconds) => {
    const failure = rateLimitFailure('The server', new Response(null, { status, headers }));
    expect(failure).toMatchObject({
      reason: 'rate_limited',
      message: `The server asked for fewer requests (status ${status}).`,
    });
    const wait = failure?.waitMilliseconds;
    // A date has no fractions of a second, and time passes.
    expect(wait && Math.round(wait / 10_000) * 10).toBe(seconds);
  });

  it.each([200, 400, 500, 503])('is undefined for status %d without retry-after', (status) => {
    expect(rateLimitFailure('The server', new Response(null, { status }))).toBeUndefined();
  });
});
