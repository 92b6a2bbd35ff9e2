import { believedEra } from '../../lib/contacts/connection.ts';
import type { Health } from '../../lib/contacts/health.ts';
import { questionOf } from '../../lib/contacts/question.ts';
import { canLookUp, lookUp } from '../../lib/crm/lookUp.ts';
import { findSurvivor } from '../../lib/dynamo/contacts/getContact.ts';
import {
  clearDue,
  findResolution,
  hasFailed,
  postpone,
  removeResolution,
  setDue,
} from '../../lib/dynamo/resolution/resolutions.ts';
import { resolveContact } from '../../lib/dynamo/resolution/resolveContact.ts';
import { askLeave, recordHealth } from '../../lib/dynamo/tenants/circuitBreaker.ts';
import { findConnection, noteOnConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
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
  const question = questionOf(sources);
  const connection = await findConnection(tenantId);
  const isOpen = resolutionStatus === 'unresolved' && connection !== undefined && !connection.health.authFailed;
  if (!isOpen || !canLookUp(connection, question)) return clearDue(tenantId, contactId, known);
  const leave = await askLeave(connection);
  if (leave === undefined)
    return postpone(tenantId, contactId, afterPause(connection.health), connection.health.reason);

  const { protocol: era, result: answer, failure } = await lookUp(connection, question, known?.refused);
  const current = await findConnection(tenantId);
  // What another connection says, or one that is no more, is no answer.
  if (current?.revision !== connection.revision) return;
  const { revision } = connection;
  // A tool that fails about one contact again and again tells nothing new of the connection.
  const isOld = failure?.reason === 'tool_error' && hasFailed(known, question, revision);
  if (!isOld || leave.probes) await recordHealth(current, leave, failure);
  if (era && era !== believedEra(connection)) {
    await noteOnConnection(connection, { spoken: { era, at: Date.now() } });
  }
  const by = `crm:${new URL(connection.url).host}`;
  const finding = answer ?? { failure };
  const lookedUp = { tenantId, contactId, question, finding, known, revision, by, event: id, requestId };
  const outcome = await resolveContact(lookedUp);
  logger.info('contact looked up', { tenantId, contactId, outcome, ...(failure && { reason: failure.reason }) });
  if (failure && failure.reason !== 'auth_failed') throw failure;
});

const spread = 10_000;

/** Not all at once, when a pause is over. */
const afterPause = ({ openUntil = Date.now() }: Health): number =>
  Math.max(openUntil, Date.now()) + Math.random() * spread;
