import { identityOf, isOwnSender, mayBeNational, nameOf } from '../../lib/contacts/senders.ts';
import { createSender } from '../../lib/dynamo/contacts/createSender.ts';
import { recordSighting } from '../../lib/dynamo/contacts/recordSighting.ts';
import { getCachedSettings } from '../../lib/dynamo/tenants/settings.ts';
import { consumeQueue } from '../../lib/events/consumeQueue.ts';
import { logger } from '../../lib/logger.ts';
import { count } from '../../lib/metrics.ts';
import { messageReceived } from '../../schemas/compiled/events/messageReceived.js';

/**
 * channel.message_received: records the sighting on the sender's contact, or creates that contact exactly once.
 * Automated senders, unreadable addresses, and unknown senders at the tenant's own domains, become no contacts.
 */
export const handler = consumeQueue([messageReceived], async ({ detail, requestId }) => {
  const { tenantId, messageId } = detail;
  const ignore = (reason: string) => {
    logger.info('message ignored', { reason });
    return count('Messages', { outcome: reason });
  };

  const country = mayBeNational(detail) ? (await getCachedSettings(tenantId)).defaultCountry : undefined;
  const read = identityOf(detail, country);
  if ('reason' in read) return ignore(read.reason);
  const at = Date.parse(detail.receivedAt);
  const sighting = { ...read, with: [], name: nameOf(detail), at, by: `message:${messageId}` };
  const arrival = { tenantId, sighting, requestId };
  if (await recordSighting(arrival)) return count('Messages', { outcome: 'known' });
  if (isOwnSender(sighting, await getCachedSettings(tenantId))) return ignore('own_domain');
  const isNew = await createSender(arrival);
  count('Messages', { outcome: isNew ? 'new' : 'known' });
});
