import {
  circuitOf,
  failedOnceMore,
  type Health,
  probed,
  refused,
  sound,
  toldMeanwhile,
} from '../../contacts/health.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { type CrmConnectionItem, findConnection, noteOnConnection } from './crmConnection.ts';

/** Leave to ask a connection; `probes` is whether nobody else may meanwhile. */
export type Leave = { readonly probes: boolean };

/** Gives leave to ask a connection, or none while it is left alone. After a pause one caller gets it, to probe. */
export async function askLeave(connection: CrmConnectionItem): Promise<Leave | undefined> {
  const now = Date.now();
  const circuit = circuitOf(connection.health, now);
  if (circuit === 'open' || connection.health.authFailed) return undefined;
  if (circuit === 'closed') return { probes: false };
  const health = probed(connection.health, now);
  return (await noteOnConnection(connection, { health })) ? { probes: true } : undefined;
}

/** Why a lookup failed, as far as the connection's health is concerned. */
export type Failing = {
  readonly reason: string;
  readonly message: string;
  /** For how long the server wants to be left alone. */
  readonly waitMilliseconds?: number | undefined;
};

/** Keeps how a lookup went, `undefined` where it was answered. That a connection is well is written once. */
export async function recordHealth(
  connection: CrmConnectionItem,
  { probes }: Leave,
  failure: Failing | undefined,
): Promise<void> {
  let current: CrmConnectionItem | undefined = connection;
  await retryOnConflict(async () => {
    // Another connection has taken its place; or only who puts this one anew makes its contacts due again.
    if (current?.revision !== connection.revision || current.health.authFailed) return true;
    const { health } = current;
    const next = after(health, failure, probes);
    const isKnown = next === health || (next === sound && health.failures === 0);
    if (isKnown || (await noteOnConnection(current, { health: next }))) return true;
    current = await findConnection(connection.tenantId);
    return undefined;
  });
}

function after(health: Health, failure: Failing | undefined, probes: boolean): Health {
  if (failure?.reason === 'auth_failed') return refused(failure.message);
  const now = Date.now();
  if (!probes && circuitOf(health, now) === 'open') return toldMeanwhile(health, now, failure?.waitMilliseconds);
  return failure ? failedOnceMore(health, failure.message, now, failure.waitMilliseconds) : sound;
}
