import type { CircuitBreaker } from '../../lib/contacts/circuitBreaker.ts';
import { knownProtocol } from '../../lib/contacts/connection.ts';
import { type Conclusion, conclude, recordLookup } from '../../lib/contacts/decisions/recordLookup.ts';
import { type LookupAddresses, lookupAddressesOf } from '../../lib/contacts/lookupAddresses.ts';
import { hasFailed, type Resolution } from '../../lib/contacts/resolution.ts';
import { canLookUp, lookUp } from '../../lib/crm/lookUp.ts';
import { changeByMachine } from '../../lib/dynamo/contacts/changeByMachine.ts';
import { findSurvivor } from '../../lib/dynamo/contacts/getContact.ts';
import {
  clearDue,
  findResolution,
  postpone,
  removeResolution,
  setDue,
} from '../../lib/dynamo/resolution/resolution.ts';
import { acquirePermit, type Permit, recordOutcome } from '../../lib/dynamo/tenants/circuitBreaker.ts';
import { type CrmConnectionItem, findConnection, recordOnConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { getCachedSettings } from '../../lib/dynamo/tenants/settings.ts';
import { consumeQueue } from '../../lib/events/consumeQueue.ts';
import { logger } from '../../lib/logger.ts';
import { count } from '../../lib/metrics.ts';
import { contactCreated } from '../../schemas/compiled/events/contactCreated.js';
import { contactUpdated } from '../../schemas/compiled/events/contactUpdated.js';
import { resolutionRequested } from '../../schemas/compiled/events/resolutionRequested.js';
import type { CompiledEvent } from '../../schemas/event.ts';

const events: readonly CompiledEvent<{ tenantId: string; contactId: string }>[] = [
  resolutionRequested,
  contactCreated,
  contactUpdated,
];

/**
 * contact.resolution_requested, and contact.created and contact.updated where the email or phone changed: looks an
 * unresolved contact up in the tenant's CRM. A failed lookup is repeated when the message is delivered again. While the
 * circuit of the CRM is open, the lookup is postponed.
 */
export const handler = consumeQueue(events, async ({ id, detail: { tenantId, contactId }, requestId }) => {
  // This is read before the contact, so that a change after it that makes the contact due again is noticed.
  const known = await findResolution(tenantId, contactId);
  const contact = await findSurvivor(tenantId, contactId);
  if (contact?.contactId !== contactId) {
    await removeResolution(tenantId, contactId);
    if (contact) await setDue(tenantId, contact.contactId, Date.now());
    return;
  }
  const addresses = lookupAddressesOf(contact);
  const connection = await findConnection(tenantId);
  const isOpen = contact.resolutionStatus === 'unresolved' && connection && !connection.breaker.authFailed;
  if (!isOpen || !canLookUp(connection, addresses)) return clearDue(tenantId, contactId, known);
  const permit = await acquirePermit(connection);
  if (!permit) {
    count('Lookups', { outcome: 'postponed' });
    return postpone(tenantId, contactId, afterPause(connection.breaker), connection.breaker.reason);
  }

  const result = await query(connection, permit, addresses, known);
  // The result of a connection that has been replaced or removed meanwhile does not count.
  if (result === undefined) return;
  const { finding, failure } = result;
  const by = `crm:${new URL(connection.url).host}`;
  const at = Date.now();
  const lookup = { contactId, addresses, finding, known, revision: connection.revision, by, event: id, at };
  let conclusion: Conclusion | undefined;
  const change = await changeByMachine({ tenantId, contactId, requestId, by, at }, async (current, taken) => {
    conclusion = conclude(finding, taken);
    const settings = conclusion.outcome === 'match' ? await getCachedSettings(tenantId) : undefined;
    const trusted = { ...lookup, crmAddressesProve: settings?.crmAddressesProve ?? false };
    return recordLookup(current, trusted, conclusion, taken);
  });
  const outcome = 'contact' in change && conclusion ? conclusion.outcome : 'dropped';
  logger.info('contact looked up', { contactId, outcome, ...(failure && { reason: failure.reason }) });
  count('Lookups', { outcome });
  if (failure && failure.reason !== 'auth_failed') throw failure;
});

/**
 * Looks addresses up, and records in the connection how that went; undefined where another connection has replaced it.
 */
async function query(
  connection: CrmConnectionItem,
  permit: Permit,
  addresses: LookupAddresses,
  known: Resolution | undefined,
) {
  const { defaultCountry } = await getCachedSettings(connection.tenantId);
  const { protocol, result, failure } = await lookUp(connection, addresses, {
    refused: known?.refused,
    defaultCountry,
  });
  const current = await findConnection(connection.tenantId);
  if (current?.revision !== connection.revision) return undefined;
  // A tool that fails for the same contact again and again tells nothing new about the connection.
  const isKnown = failure?.reason === 'tool_error' && hasFailed(known, addresses, connection.revision);
  if (!isKnown || permit.isProbe) await recordOutcome(current, permit, failure);
  if (protocol && protocol !== knownProtocol(connection)) {
    await recordOnConnection(connection, { serverProtocol: { protocol, at: Date.now() } });
  }
  return { finding: result ?? { failure }, failure };
}

const spreadMilliseconds = 10_000;

/** When the pause of an open circuit is over; spread, so that not all postponed contacts are due at once. */
const afterPause = ({ openUntil = Date.now() }: CircuitBreaker): number =>
  Math.max(openUntil, Date.now()) + Math.random() * spreadMilliseconds;
