import { createHash } from 'node:crypto';
import type { Health } from '../../lib/contacts/health.ts';
import { fold } from '../../lib/contacts/sources.ts';
import { isAskable, lookUp } from '../../lib/crm/lookUp.ts';
import { findConnection, noteOnConnection } from '../../lib/dynamo/crmConnection.ts';
import { askLeave, recordHealth } from '../../lib/dynamo/crmHealth.ts';
import { findSurvivor } from '../../lib/dynamo/getContact.ts';
import { clearDue, findResolution, removeResolution, setDue } from '../../lib/dynamo/resolutions.ts';
import { resolveContact } from '../../lib/dynamo/resolveContact.ts';
import { consumeQueue } from '../../lib/events/consumeQueue.ts';
import { logger } from '../../lib/logger.ts';
import { resolutionRequested } from '../../schemas/compiled/events/resolutionRequested.js';

/**
 * contact.resolution_requested: the CRM is asked who an unresolved contact is. A CRM that fails to answer is asked again
 * when the message comes again; one that fails too often is left alone meanwhile, and the contact due later.
 */
export const handler = consumeQueue(resolutionRequested, async ({ detail, requestId }) => {
  const tenantId = detail.tenantId.toLowerCase();
  const asked = detail.contactId.toLowerCase();
  const contact = await findSurvivor(tenantId, asked);
  if (contact?.contactId !== asked) await removeResolution(tenantId, asked);
  if (contact === undefined) return;
  const { contactId, resolutionStatus, sources } = contact;
  const { email, phone } = fold(sources);
  const connection = await findConnection(tenantId);
  const isOpen = resolutionStatus === 'unresolved' && connection !== undefined && !connection.health.authFailed;
  if (!isOpen || !isAskable(connection, { email, phone })) return clearDue(tenantId, contactId);
  const leave = await askLeave(connection);
  if (leave === undefined) return setDue(tenantId, contactId, afterPause(connection.health));

  const known = await findResolution(tenantId, contactId);
  const { era, answer, failure } = await lookUp(connection, { email, phone }, known?.refused);
  await recordHealth(connection, leave, failure);
  if (era && era !== connection.spoken?.era) await noteOnConnection(connection, { spoken: { era, at: Date.now() } });
  const about = createHash('sha256')
    .update(JSON.stringify([connection.revision, email, phone]))
    .digest('base64url');
  const outcome = await resolveContact({
    tenantId,
    contactId,
    finding: answer ?? { failure },
    about,
    attempts: known?.about === about ? (known.attempts ?? 0) : 0,
    by: `crm:${new URL(connection.url).host}`,
    requestId,
  });
  logger.info('contact looked up', { tenantId, contactId, outcome, ...(failure && { reason: failure.reason }) });
  if (failure && failure.reason !== 'auth_failed') throw failure;
});

const minute = 60_000;

/** Not all at once, when a pause is over. */
const afterPause = ({ openUntil = Date.now() }: Health): number =>
  Math.max(openUntil, Date.now()) + Math.random() * minute;
