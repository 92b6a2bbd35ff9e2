import {
  type CircuitBreaker,
  circuitStateOf,
  closed,
  credentialsRejected,
  extendPause,
  halfOpen,
  recordFailure,
} from '../../../lib/contacts/circuitBreaker.ts';

const now = Date.UTC(2026, 10, 24);
const seconds = (breaker: CircuitBreaker) =>
  breaker.openUntil === undefined ? undefined : (breaker.openUntil - now) / 1000;

/** A connection after so many failures in a row. */
const failing = (failures: number): CircuitBreaker =>
  Array.from({ length: failures }).reduce((breaker: CircuitBreaker) => recordFailure(breaker, 'down', now), closed);

describe('a circuit breaker', () => {
  it.each([
    [1, undefined],
    [4, undefined],
    [5, 60],
    [6, 120],
    [7, 240],
    [9, 960],
    [10, 1800],
    [1000, 1800],
  ])('after %d failures in a row is open for %p seconds', (failures, pause) => {
    expect(seconds(failing(failures))).toBe(pause);
    expect(circuitStateOf(failing(failures), now)).toBe(pause === undefined ? 'closed' : 'open');
  });

  it.each([
    [1, 90_000, 90],
    [6, 90_000, 120],
    [6, 150_000, 150],
    [1, 86_400_000, 1800],
    [1, 0, undefined],
  ])('after %d failures, and a server that requests a pause of %d ms, is open for %p seconds', (failures, wait, pause) => {
    expect(seconds(recordFailure(failing(failures - 1), 'busy', now, wait))).toBe(pause);
  });

  it.each([
    [60, undefined, 60],
    [60, 30_000, 60],
    [60, 90_000, 90],
    [60, 86_400_000, 1800],
  ])('that is open for %d seconds, while an earlier lookup returns a pause of %p ms, is open for %d seconds', (pause, wait, left) => {
    const broken = recordFailure(failing(0), 'busy', now, pause * 1000);
    const extended = extendPause(broken, now, wait);
    expect([seconds(extended), extended === broken]).toEqual([left, left === pause]);
  });

  it('is half open after its pause, and open for all others while one request probes the server', () => {
    const broken = failing(5);
    const later = now + 60_000;
    expect(circuitStateOf(broken, later)).toBe('half_open');
    expect(circuitStateOf(halfOpen(broken, later), later)).toBe('open');
  });

  it('is half open again where the probe has no result within 30 seconds', () => {
    const later = now + 60_000;
    expect(circuitStateOf(halfOpen(failing(5), later), later + 30_000)).toBe('half_open');
  });

  it('has the reason of the last failure', () => {
    expect([failing(1).reason, credentialsRejected('no').reason, closed.reason]).toEqual(['down', 'no', undefined]);
  });
});
