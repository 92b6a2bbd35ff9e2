import {
  type CircuitBreaker,
  circuitStateOf,
  closed,
  credentialsRejected,
  extendPause,
  halfOpen,
  recordFailure,
} from '../../contacts/circuitBreaker.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { type CrmConnectionItem, findConnection, recordOnConnection } from './crmConnection.ts';

/** Permits a request to a CRM; `isProbe` means that no other request is permitted meanwhile. */
export type Permit = { readonly isProbe: boolean };

/** Permits a request, unless the circuit is open. After a pause one caller is permitted, to probe the server. */
export async function acquirePermit(connection: CrmConnectionItem): Promise<Permit | undefined> {
  const now = Date.now();
  const state = circuitStateOf(connection.breaker, now);
  if (state === 'open' || connection.breaker.authFailed) return undefined;
  if (state === 'closed') return { isProbe: false };
  const breaker = halfOpen(connection.breaker, now);
  return (await recordOnConnection(connection, { breaker })) ? { isProbe: true } : undefined;
}

/** Why a lookup failed, as far as the circuit breaker needs it. */
export type LookupFailure = {
  readonly reason: string;
  readonly message: string;
  /** The pause that the server requests. */
  readonly waitMilliseconds?: number | undefined;
};

/** Records the outcome of a lookup; `undefined` means that it succeeded. A closed circuit is not written again. */
export async function recordOutcome(
  connection: CrmConnectionItem,
  { isProbe }: Permit,
  failure: LookupFailure | undefined,
): Promise<void> {
  let current: CrmConnectionItem | undefined = connection;
  await retryOnConflict(async () => {
    // A PUT has replaced the connection; or its credentials were rejected, which only a PUT ends.
    if (current?.revision !== connection.revision || current.breaker.authFailed) return true;
    const { breaker } = current;
    const next = breakerAfter(breaker, failure, isProbe);
    const isKnown = next === breaker || (next === closed && breaker.failures === 0);
    if (isKnown || (await recordOnConnection(current, { breaker: next }))) return true;
    current = await findConnection(connection.tenantId);
    return undefined;
  });
}

function breakerAfter(breaker: CircuitBreaker, failure: LookupFailure | undefined, isProbe: boolean): CircuitBreaker {
  if (failure?.reason === 'auth_failed') return credentialsRejected(failure.message);
  const now = Date.now();
  if (!isProbe && circuitStateOf(breaker, now) === 'open') return extendPause(breaker, now, failure?.waitMilliseconds);
  return failure ? recordFailure(breaker, failure.message, now, failure.waitMilliseconds) : closed;
}
