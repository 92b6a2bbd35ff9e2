import { automationOf, identitiesBeside, senderOf } from '../../lib/contacts/messageSender.ts';
import { readIdentity } from '../../lib/contacts/readIdentity.ts';
import { isAllowed, refusalOf } from '../../lib/contacts/senderLists.ts';
import { identityOf } from '../../lib/contacts/senders.ts';
import { identitiesIn } from '../../lib/contacts/sightings.ts';
import { createReported } from '../../lib/dynamo/contacts/createReported.ts';
import { createSender } from '../../lib/dynamo/contacts/createSender.ts';
import { recordSighting } from '../../lib/dynamo/contacts/recordSighting.ts';
import { countryFor } from '../../lib/dynamo/tenants/countryFor.ts';
import { nameOrderOf } from '../../lib/dynamo/tenants/nameOrderFor.ts';
import { getCachedSettings } from '../../lib/dynamo/tenants/settings.ts';
import { consumeQueue } from '../../lib/events/consumeQueue.ts';
import { logger } from '../../lib/logger.ts';
import { count } from '../../lib/metrics.ts';
import { messageReceived } from '../../schemas/compiled/events/messageReceived.js';

/**
 * channel.message_received: records the sighting on the sender's contact, or creates that contact exactly once.
 * Automated senders, unreadable addresses, and unknown senders that the tenant's settings exclude, become no contacts.
 * The messages of one sender are handled in the order in which they were received.
 */
export const handler = consumeQueue(
  [messageReceived],
  async ({ detail, requestId }) => {
    const { tenantId, messageId, channel, sender, conversationId } = detail;
    const ignore = (reason: string) => {
      logger.info('message ignored', { reason });
      return count('Messages', { outcome: reason });
    };

    const named = sender.identities ?? [];
    const country = await countryFor(tenantId, { kind: channel, value: sender.address }, ...named);
    const from = identityOf(detail, country);
    const automation = automationOf(detail);
    if ('reason' in from) return ignore(automation ?? from.reason);
    const isLetIn = automation !== undefined && isAllowed([from], await getCachedSettings(tenantId));
    const found = senderOf(detail, from, {
      automated: isLetIn ? undefined : automation,
      order: await nameOrderOf(tenantId),
    });
    if ('reason' in found) return ignore(found.reason);
    const { shownBy, ...person } = found;
    const beside = { known: from.key, channel, country };
    const { identities, ignored } = identitiesBeside(shownBy === 'address' ? named : [], beside);
    for (const reason of ignored) logger.info('identity ignored', { reason });
    const at = Date.parse(detail.receivedAt);
    const arrival = { tenantId, sighting: { ...person, with: identities, at, by: `message:${messageId}` }, requestId };
    const known = shownBy === 'replyTo' ? 'unknown' : await recordSighting(arrival);
    if (known === 'erased') return ignore(known);
    if (known === 'known') return count('Messages', { outcome: known });
    const refusal = refusalOf(identitiesIn(arrival.sighting), from, await getCachedSettings(tenantId));
    if (refusal !== undefined) return ignore(refusal);
    const outcome =
      shownBy === 'replyTo'
        ? await createReported(arrival, `conversation:${conversationId}`)
        : await createSender(arrival);
    return outcome === 'erased' ? ignore(outcome) : count('Messages', { outcome });
  },
  ({ tenantId, channel, sender, receivedAt }) => {
    const read = readIdentity({ kind: channel, value: sender.address });
    return 'reason' in read ? undefined : { key: `${tenantId}#${read.key}`, at: Date.parse(receivedAt) };
  },
);
