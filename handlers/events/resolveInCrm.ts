import type { CircuitBreaker } from '../../lib/contacts/circuitBreaker.ts';
import { believedEra } from '../../lib/contacts/connection.ts';
import { type Conclusion, conclude, resolveContact } from '../../lib/contacts/decisions/resolveContact.ts';
import { lookupAddressesOf } from '../../lib/contacts/lookupAddresses.ts';
import { hasFailed } from '../../lib/contacts/resolution.ts';
import { isAskable, lookUp } from '../../lib/crm/lookUp.ts';
import { changeByMachine } from '../../lib/dynamo/contacts/changeByMachine.ts';
import { findSurvivor } from '../../lib/dynamo/contacts/getContact.ts';
import {
  clearDue,
  findResolution,
  postpone,
  removeResolution,
  setDue,
} from '../../lib/dynamo/resolution/resolution.ts';
import { acquirePermit, recordOutcome } from '../../lib/dynamo/tenants/circuitBreaker.ts';
import { findConnection, recordOnConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { consumeQueue } from '../../lib/events/consumeQueue.ts';
import { logger } from '../../lib/logger.ts';
import { resolutionRequested } from '../../schemas/compiled/events/resolutionRequested.js';

/**
 * contact.resolution_requested: the CRM is asked who an unresolved contact is. A CRM that fails to answer is asked again
 * when the message comes again; one that is left alone for a while is not, and the contact due later.
 */
export const handler = consumeQueue(resolutionRequested, async ({ id, detail, requestId }) => {
  const tenantId = detail.tenantId.toLowerCase();
  const contactId = detail.contactId.toLowerCase();
  // Before the contact, so that who makes it due anew after that finds it so.
  const known = await findResolution(tenantId, contactId);
  const contact = await findSurvivor(tenantId, contactId);
  if (contact?.contactId !== contactId) {
    await removeResolution(tenantId, contactId);
    if (contact) await setDue(tenantId, contact.contactId, Date.now());
    return;
  }
  const { resolutionStatus, sources } = contact;
  const addresses = lookupAddressesOf(sources);
  const connection = await findConnection(tenantId);
  const isOpen = resolutionStatus === 'unresolved' && connection !== undefined && !connection.breaker.authFailed;
  if (!isOpen || !isAskable(connection, addresses)) return clearDue(tenantId, contactId, known);
  const permit = await acquirePermit(connection);
  if (permit === undefined)
    return postpone(tenantId, contactId, afterPause(connection.breaker), connection.breaker.reason);

  const { era, answer, failure } = await lookUp(connection, addresses, known?.refused);
  const current = await findConnection(tenantId);
  // What another connection says, or one that is no more, is no answer.
  if (current?.revision !== connection.revision) return;
  const { revision } = connection;
  // A tool that fails about one contact again and again tells nothing new of the connection.
  const isOld = failure?.reason === 'tool_error' && hasFailed(known, addresses, revision);
  if (!isOld || permit.isProbe) await recordOutcome(current, permit, failure);
  if (era && era !== believedEra(connection)) {
    await recordOnConnection(connection, { spoken: { era, at: Date.now() } });
  }
  const by = `crm:${new URL(connection.url).host}`;
  const finding = answer ?? { failure };
  const at = Date.now();
  const lookup = { contactId, addresses, finding, known, revision, by, event: id, at };
  let conclusion: Conclusion = conclude(finding, new Map());
  const result = await changeByMachine({ tenantId, contactId, requestId, by, at }, (current, taken) => {
    conclusion = conclude(finding, taken);
    return resolveContact(current, lookup, conclusion, taken);
  });
  const outcome = 'contact' in result ? conclusion.outcome : 'dropped';
  logger.info('contact looked up', { tenantId, contactId, outcome, ...(failure && { reason: failure.reason }) });
  if (failure && failure.reason !== 'auth_failed') throw failure;
});

const spread = 10_000;

/** Not all at once, when a pause is over. */
const afterPause = ({ openUntil = Date.now() }: CircuitBreaker): number =>
  Math.max(openUntil, Date.now()) + Math.random() * spread;
