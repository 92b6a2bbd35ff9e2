/** The circuit breaker of a connection to a CRM. */
export type CircuitBreaker = {
  /** Failures in a row. */
  readonly failures: number;
  /** Until when no request is sent (epoch milliseconds); absent = the circuit is closed. */
  readonly openUntil?: number;
  /** The server has rejected the credentials: only new ones close the circuit. */
  readonly authFailed?: true;
  /** Why the last lookup failed. */
  readonly reason?: string;
};

const failureThreshold = 5;
const firstPause = 60_000;
const longestPause = 30 * 60_000;

/** A lookup takes 15 s at most; a probe without a result by then has died. */
const probeMilliseconds = 30_000;

/** Whether requests may be sent: all of them (`closed`), none (`open`), or one that probes the server (`half_open`). */
export function circuitStateOf({ openUntil }: CircuitBreaker, now: number): 'closed' | 'open' | 'half_open' {
  if (openUntil === undefined) return 'closed';
  return openUntil > now ? 'open' : 'half_open';
}

export const closed: CircuitBreaker = { failures: 0 };

/** The circuit while one request probes the server: open for all others. */
export const halfOpen = (breaker: CircuitBreaker, now: number): CircuitBreaker => ({
  ...breaker,
  openUntil: now + probeMilliseconds,
});

/**
 * The circuit after one more failure: the fifth in a row opens it for a minute, each further one for twice as long, and
 * any failure for as long as the server requests (`retryAfter`, in milliseconds); half an hour at most.
 */
export function recordFailure(
  { failures }: CircuitBreaker,
  reason: string,
  now: number,
  retryAfter = 0,
): CircuitBreaker {
  const excess = failures + 1 - failureThreshold;
  const pause = Math.max(retryAfter, excess < 0 ? 0 : firstPause * 2 ** excess);
  const counted = { failures: failures + 1, reason };
  return pause > 0 ? { ...counted, openUntil: now + Math.min(pause, longestPause) } : counted;
}

/** The open circuit after a lookup that had begun before it opened: only a request for a longer pause changes it. */
export function extendPause(breaker: CircuitBreaker, now: number, retryAfter = 0): CircuitBreaker {
  const until = now + Math.min(retryAfter, longestPause);
  return breaker.openUntil !== undefined && until > breaker.openUntil ? { ...breaker, openUntil: until } : breaker;
}

/** The circuit after the server has rejected the credentials. */
export const credentialsRejected = (reason: string): CircuitBreaker => ({ failures: 0, authFailed: true, reason });
