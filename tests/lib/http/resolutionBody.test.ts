import { toResolutionBody } from '../../../lib/http/resolutionBody.ts';

const attemptedAt = '2026-11-23T09:30:00.000Z';
const dueAt = '2026-11-23T10:30:00.000Z';
const at = Date.parse(attemptedAt);

describe('toResolutionBody', () => {
  it('is null before the first attempt', () => {
    expect([toResolutionBody(undefined), toResolutionBody({ dueAt })]).toEqual([null, null]);
  });

  it('has the last attempt and the time of the next one', () => {
    const resolution = { lastAttempt: { at, outcome: 'failed', reason: 'The CRM timed out.' }, dueAt } as const;
    expect(toResolutionBody(resolution)).toEqual({
      attemptedAt,
      outcome: 'failed',
      reason: 'The CRM timed out.',
      nextAttemptAt: dueAt,
    });
  });

  it('has no next attempt if none is due', () => {
    const lastAttempt = { at, outcome: 'match' } as const;
    const expected = { attemptedAt, outcome: 'match', reason: null, nextAttemptAt: null };
    expect(toResolutionBody({ lastAttempt })).toEqual(expected);
  });
});
