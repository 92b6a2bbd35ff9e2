import { readIdentities, readIdentity } from '../../lib/contacts/readIdentity.ts';
import { identityOf, isOwnSender, nameOf } from '../../lib/contacts/senders.ts';
import { identitiesIn } from '../../lib/contacts/sightings.ts';
import { createSender } from '../../lib/dynamo/contacts/createSender.ts';
import { recordSighting } from '../../lib/dynamo/contacts/recordSighting.ts';
import { countryFor } from '../../lib/dynamo/tenants/countryFor.ts';
import { getCachedSettings } from '../../lib/dynamo/tenants/settings.ts';
import { consumeQueue } from '../../lib/events/consumeQueue.ts';
import { logger } from '../../lib/logger.ts';
import { count } from '../../lib/metrics.ts';
import { messageReceived } from '../../schemas/compiled/events/messageReceived.js';

/**
 * channel.message_received: records the sighting on the sender's contact, or creates that contact exactly once.
 * Automated senders, unreadable addresses, and unknown senders at the tenant's own domains, become no contacts. The
 * messages of one sender are handled in the order in which they were received.
 */
export const handler = consumeQueue(
  [messageReceived],
  async ({ detail, requestId }) => {
    const { tenantId, messageId, channel, sender } = detail;
    const ignore = (reason: string) => {
      logger.info('message ignored', { reason });
      return count('Messages', { outcome: reason });
    };

    const named = sender.identities ?? [];
    const country = await countryFor(tenantId, { kind: channel, value: sender.address }, ...named);
    const address = identityOf(detail, country);
    if ('reason' in address) return ignore(address.reason);
    const { identities, ignored } = readIdentities(named, { known: address.key, channel, country });
    for (const reason of ignored) logger.info('identity ignored', { reason });
    const at = Date.parse(detail.receivedAt);
    const sighting = { ...address, with: identities, name: nameOf(detail), at, by: `message:${messageId}` };
    const arrival = { tenantId, sighting, requestId };
    if (await recordSighting(arrival)) return count('Messages', { outcome: 'known' });
    const settings = await getCachedSettings(tenantId);
    if (identitiesIn(sighting).some((each) => isOwnSender(each, settings))) return ignore('own_domain');
    const isNew = await createSender(arrival);
    count('Messages', { outcome: isNew ? 'new' : 'known' });
  },
  ({ tenantId, channel, sender, receivedAt }) => {
    const read = readIdentity({ kind: channel, value: sender.address });
    return 'reason' in read ? undefined : { key: `${tenantId}#${read.key}`, at: Date.parse(receivedAt) };
  },
);
