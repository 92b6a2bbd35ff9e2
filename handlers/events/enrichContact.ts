import { enrichContact } from '../../lib/dynamo/enrichContact.ts';
import { consumeQueue } from '../../lib/events/consumeQueue.ts';
import { logger } from '../../lib/logger.ts';
import { conversationUpdated } from '../../schemas/compiled/events/conversationUpdated.js';

/** conversation.updated: the contact learns what its conversations tell. There is nothing to tell to a contact that was erased. */
export const handler = consumeQueue(conversationUpdated, async ({ id, detail, requestId }) => {
  const tenantId = detail.tenantId.toLowerCase();
  const contactId = detail.contactId.toLowerCase();
  const { facts, observedAt } = detail;
  const at = Date.parse(observedAt);
  const known = await enrichContact({ tenantId, contactId, facts, at, by: `event:${id}`, requestId });
  if (!known) logger.info('facts ignored', { tenantId, contactId, event: id, reason: 'contact_not_found' });
});
