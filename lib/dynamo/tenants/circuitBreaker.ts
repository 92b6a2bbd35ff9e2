import {
  type CircuitBreaker,
  circuitStateOf,
  extendPause,
  probed,
  recordFailure,
  refused,
  sound,
} from '../../contacts/circuitBreaker.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { type CrmConnectionItem, findConnection, recordOnConnection } from './crmConnection.ts';

/** Permit to ask a connection; `probes` is whether nobody else may meanwhile. */
export type Permit = { readonly probes: boolean };

/** Gives leave to ask a connection, or none while it is left alone. After a pause one caller gets it, to probe. */
export async function acquirePermit(connection: CrmConnectionItem): Promise<Permit | undefined> {
  const now = Date.now();
  const circuit = circuitStateOf(connection.health, now);
  if (circuit === 'open' || connection.health.authFailed) return undefined;
  if (circuit === 'closed') return { probes: false };
  const health = probed(connection.health, now);
  return (await recordOnConnection(connection, { health })) ? { probes: true } : undefined;
}

/** Why a lookup failed, as far as the connection's health is concerned. */
export type Failing = {
  readonly reason: string;
  readonly message: string;
  /** For how long the server wants to be left alone. */
  readonly waitMilliseconds?: number | undefined;
};

/** Keeps how a lookup went, `undefined` where it was answered. That a connection is well is written once. */
export async function recordOutcome(
  connection: CrmConnectionItem,
  { probes }: Permit,
  failure: Failing | undefined,
): Promise<void> {
  let current: CrmConnectionItem | undefined = connection;
  await retryOnConflict(async () => {
    // Another connection has taken its place; or only who puts this one anew makes its contacts due again.
    if (current?.revision !== connection.revision || current.health.authFailed) return true;
    const { health } = current;
    const next = after(health, failure, probes);
    const isKnown = next === health || (next === sound && health.failures === 0);
    if (isKnown || (await recordOnConnection(current, { health: next }))) return true;
    current = await findConnection(connection.tenantId);
    return undefined;
  });
}

function after(health: CircuitBreaker, failure: Failing | undefined, probes: boolean): CircuitBreaker {
  if (failure?.reason === 'auth_failed') return refused(failure.message);
  const now = Date.now();
  if (!probes && circuitStateOf(health, now) === 'open') return extendPause(health, now, failure?.waitMilliseconds);
  return failure ? recordFailure(health, failure.message, now, failure.waitMilliseconds) : sound;
}
