import { circuitOf, failedOnceMore, type Health, probed, refused, sound } from '../contacts/health.ts';
import { contend } from './contend.ts';
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
export type Failing = { readonly reason: string; readonly message: string };

/** Keeps how a lookup went, `undefined` where it was answered. That a connection is well is written once. */
export const recordHealth = (
  connection: CrmConnectionItem,
  { probes }: Leave,
  failure: Failing | undefined,
): Promise<true> => {
  let look = () => Promise.resolve<CrmConnectionItem | undefined>(connection);
  return contend(async () => {
    const current = await look();
    look = () => findConnection(connection.tenantId);
    // Another connection has taken its place.
    if (current?.revision !== connection.revision) return true;
    const { health } = current;
    // Only who puts it anew makes its contacts due again.
    if (health.authFailed) return true;
    const next = failure ? afterFailure(health, failure, probes) : sound;
    const isKnown = next === health || (next === sound && health.failures === 0);
    return isKnown || (await noteOnConnection(current, { health: next })) || undefined;
  });
};

function afterFailure(health: Health, { reason, message }: Failing, probes: boolean): Health {
  if (reason === 'auth_failed') return refused(message);
  const now = Date.now();
  // Lookups that were under way when others had failed too often tell nothing new.
  return !probes && circuitOf(health, now) === 'open' ? health : failedOnceMore(health, message, now);
}
