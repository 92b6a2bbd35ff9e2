import type { CircuitBreaker } from '../../lib/contacts/circuitBreaker.ts';
import { type Conclusion, conclude, type Finding } from '../../lib/contacts/conclusion.ts';
import { knownProtocol } from '../../lib/contacts/connection.ts';
import { recordLookup } from '../../lib/contacts/decisions/recordLookup.ts';
import { type LookupTarget, lookupTargetOf } from '../../lib/contacts/lookupTarget.ts';
import { hasFailed, isDone, type Resolution } from '../../lib/contacts/resolution.ts';
import type { CrmFailure } from '../../lib/crm/CrmFailure.ts';
import { canLookUp, lookUp } from '../../lib/crm/lookUp.ts';
import { changeByMachine } from '../../lib/dynamo/contacts/changeByMachine.ts';
import { findPart } from '../../lib/dynamo/contacts/getContact.ts';
import { clearDue, findResolution, postpone, removeResolution } from '../../lib/dynamo/resolution/resolution.ts';
import { acquirePermit, recordOutcome } from '../../lib/dynamo/tenants/circuitBreaker.ts';
import { type CrmConnectionItem, findConnection, recordOnConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { getCachedSettings } from '../../lib/dynamo/tenants/settings.ts';
import { consumeQueue } from '../../lib/events/consumeQueue.ts';
import { logger } from '../../lib/logger.ts';
import { count } from '../../lib/metrics.ts';
import { contactCreated } from '../../schemas/compiled/events/contactCreated.js';
import { contactUpdated } from '../../schemas/compiled/events/contactUpdated.js';
import { resolutionRequested } from '../../schemas/compiled/events/resolutionRequested.js';
import type { CompiledEvent } from '../../schemas/event.ts';

const events: readonly CompiledEvent<{ tenantId: string; contactId: string; changed?: readonly string[] }>[] = [
  resolutionRequested,
  contactCreated,
  contactUpdated,
];

/**
 * contact.resolution_requested, and contact.created and contact.updated where anybody but the CRM has changed the
 * email, the phone or the link: looks a contact up in the tenant's CRM. A failed lookup is repeated when the message is
 * delivered again. While the circuit of the CRM is open, the lookup is postponed.
 */
export const handler = consumeQueue(events, async ({ id, detail, requestId }) => {
  const { tenantId, contactId, changed } = detail;
  const connection = await findConnection(tenantId);
  // Many tenants have none: a change costs them this one read.
  if (!connection && changed) return;
  // This is read before the contact, so that a change after it that makes the contact due again is noticed.
  const known = await findResolution(tenantId, contactId);
  const contact = await findPart(tenantId, contactId);
  if (contact === undefined) return removeResolution(tenantId, contactId);
  const target = lookupTargetOf(contact, known);
  const kind = target.link ? 'refresh' : 'fresh';
  if (!connection || connection.breaker.authFailed) return clearDue(tenantId, contactId, known);
  // An unlinked contact is looked up an hour later, and an event may be delivered twice.
  if (changed && !target.link && isDone(known, target.addresses, connection.revision)) return;
  const isPossible = canLookUp(connection, target);
  if (!isPossible && !target.link) return clearDue(tenantId, contactId, known);
  const { defaultCountry, nameOrder, crmAddressesProve = false } = await getCachedSettings(tenantId);
  const asked = { ...target, defaultCountry, nameOrder };
  const result = isPossible ? await query(connection, asked, known) : { finding: impossible };
  if (result === 'postponed') {
    count('Lookups', { outcome: 'postponed' });
    return postpone(tenantId, contactId, afterPause(connection.breaker), kind, connection.breaker.reason);
  }
  // The result of a connection that has been replaced or removed meanwhile does not count.
  if (result === 'replaced') return;
  const { finding, failure } = result;
  const by = `crm:${new URL(connection.url).host}`;
  const at = Date.now();
  const { revision } = connection;
  const lookup = { contactId, target: asked, known, revision, by, event: id, at, crmAddressesProve };
  let conclusion: Conclusion | undefined;
  const change = await changeByMachine({ tenantId, contactId, requestId, by, at }, (current, taken) => {
    conclusion = conclude(finding, asked, taken);
    return recordLookup(current, lookup, conclusion, taken);
  });
  const outcome = 'contact' in change && conclusion ? conclusion.outcome : 'dropped';
  logger.info('contact looked up', { contactId, outcome, ...(failure && { reason: failure.reason }) });
  count('Lookups', { outcome });
  if (failure && failure.reason !== 'auth_failed') throw failure;
});

type Answer = { readonly finding: Finding; readonly failure?: CrmFailure };

const impossible: Finding = { matches: [], isTruncated: false, reason: 'The connection has no lookup for the contact' };

/**
 * Looks a contact up, unless the circuit is open, and records in the connection how that went, unless another
 * connection has replaced it.
 */
async function query(
  connection: CrmConnectionItem,
  target: LookupTarget,
  known: Resolution | undefined,
): Promise<Answer | 'postponed' | 'replaced'> {
  const permit = await acquirePermit(connection);
  if (!permit) return 'postponed';
  const { protocol, result, failure } = await lookUp(connection, target, new Set(known?.refused));
  const current = await findConnection(connection.tenantId);
  if (current?.revision !== connection.revision) return 'replaced';
  // A tool that fails for the same contact again and again tells nothing new about the connection.
  const isKnown = failure?.reason === 'tool_error' && hasFailed(known, target.addresses, connection.revision);
  if (!isKnown || permit.isProbe) await recordOutcome(current, permit, failure);
  if (protocol && protocol !== knownProtocol(connection)) {
    await recordOnConnection(connection, { serverProtocol: { protocol, at: Date.now() } });
  }
  return result ? { finding: result } : { finding: { failure }, failure };
}

const spreadMilliseconds = 10_000;

/** When the pause of an open circuit is over; spread, so that not all postponed contacts are due at once. */
const afterPause = ({ openUntil = Date.now() }: CircuitBreaker): number =>
  Math.max(openUntil, Date.now()) + Math.random() * spreadMilliseconds;
