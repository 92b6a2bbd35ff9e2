import { sourceOf } from '../../lib/contacts/actors.ts';
import { changeDetail, changeTypes, erasureDetail } from '../../lib/contacts/changeEvents.ts';
import { streamedContact } from '../../lib/dynamo/contacts/streamedContact.ts';
import { getCachedSettings } from '../../lib/dynamo/tenants/settings.ts';
import { consumeStream } from '../../lib/events/consumeStream.ts';
import { publish } from '../../lib/events/publish.ts';
import { count } from '../../lib/metrics.ts';
import { contactCreated } from '../../schemas/compiled/events/contactCreated.js';
import { contactErased } from '../../schemas/compiled/events/contactErased.js';
import { contactMerged } from '../../schemas/compiled/events/contactMerged.js';
import { contactResolved } from '../../schemas/compiled/events/contactResolved.js';
import { contactUnmerged } from '../../schemas/compiled/events/contactUnmerged.js';
import { contactUnresolved } from '../../schemas/compiled/events/contactUnresolved.js';
import { contactUpdated } from '../../schemas/compiled/events/contactUpdated.js';

const events = {
  created: contactCreated,
  updated: contactUpdated,
  resolved: contactResolved,
  unresolved: contactUnresolved,
  merged: contactMerged,
  unmerged: contactUnmerged,
};

/**
 * The table's stream: publishes an event for every change that callers can see, and another one if the link to the CRM
 * changed, or that contacts were merged or one was erased. An event may be published, and counted, more than once, with
 * the same id.
 */
export const handler = consumeStream(async (record) => {
  const { before, after } = streamedContact(record);
  if (after === undefined) {
    const removedAt = record.dynamodb?.ApproximateCreationDateTime;
    if (before && removedAt !== undefined) await publish(contactErased, erasureDetail(before, removedAt));
    return;
  }
  const types = changeTypes(before, after);
  if (types.length === 0) return;
  const { eventValues = false } = await getCachedSettings(after.tenantId);
  for (const type of types) await publish(events[type], changeDetail(type, { before, after }, eventValues));
  count(before ? 'ContactsUpdated' : 'ContactsCreated', { source: sourceOf(after.changedBy) });
});
