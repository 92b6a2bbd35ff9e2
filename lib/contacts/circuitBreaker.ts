/** How a connection to a CRM has been doing lately. */
export type CircuitBreaker = {
  /** Failures in a row. */
  readonly failures: number;
  /** Until when it is left alone (epoch milliseconds). */
  readonly openUntil?: number;
  /** Whether the server refuses the credentials: only new ones help. */
  readonly authFailed?: true;
  /** Why the last lookup failed. */
  readonly reason?: string;
};

const tolerated = 5;
const firstPause = 60_000;
const longestPause = 30 * 60_000;

/** A lookup takes 15 s at most; who has not told what came of it by then will not. */
const probeMilliseconds = 30_000;

/** Whether a connection may be asked: `closed` by everybody, `open` by nobody, `half_open` by the one who probes it. */
export function circuitStateOf({ openUntil }: CircuitBreaker, now: number): 'closed' | 'open' | 'half_open' {
  if (openUntil === undefined) return 'closed';
  return openUntil > now ? 'open' : 'half_open';
}

export const sound: CircuitBreaker = { failures: 0 };

/** While one probes the connection, nobody else asks it. */
export const probed = (health: CircuitBreaker, now: number): CircuitBreaker => ({
  ...health,
  openUntil: now + probeMilliseconds,
});

/**
 * After one more failure: with the fifth in a row the connection is left alone for a minute, with each after it twice as long,
 * and with any for as long as its server asks; never for more than half an hour.
 */
export function recordFailure({ failures }: CircuitBreaker, reason: string, now: number, asked = 0): CircuitBreaker {
  const excess = failures + 1 - tolerated;
  const pause = Math.max(asked, excess < 0 ? 0 : firstPause * 2 ** excess);
  const counted = { failures: failures + 1, reason };
  return pause > 0 ? { ...counted, openUntil: now + Math.min(pause, longestPause) } : counted;
}

/** After a lookup that was under way when the pause began: of what it tells, only a wish for a longer pause is new. */
export function extendPause(health: CircuitBreaker, now: number, asked = 0): CircuitBreaker {
  const until = now + Math.min(asked, longestPause);
  return health.openUntil !== undefined && until > health.openUntil ? { ...health, openUntil: until } : health;
}

/** After the server has refused the credentials for good. */
export const refused = (reason: string): CircuitBreaker => ({ failures: 0, authFailed: true, reason });
