import { sourceOf } from '../../lib/contacts/actors.ts';
import { changedFields } from '../../lib/contacts/changedFields.ts';
import { streamedContact } from '../../lib/dynamo/contacts/streamedContact.ts';
import { consumeStream } from '../../lib/events/consumeStream.ts';
import { publish } from '../../lib/events/publish.ts';
import { count } from '../../lib/metrics.ts';
import { contactCreated } from '../../schemas/compiled/events/contactCreated.js';
import { contactUpdated } from '../../schemas/compiled/events/contactUpdated.js';

/**
 * The table's stream: publishes contact.created and contact.updated for every change that callers can see. An event may
 * be published, and counted, more than once.
 */
export const handler = consumeStream(async (record) => {
  const { before, after } = streamedContact(record);
  if (after === undefined) return;
  const changed = changedFields(before, after);
  if (changed.length === 0) return;
  const { tenantId, contactId, version, changedBy: actor } = after;
  await publish(before ? contactUpdated : contactCreated, { tenantId, contactId, version, changed, actor });
  count(before ? 'ContactsUpdated' : 'ContactsCreated', { source: sourceOf(actor) });
});
