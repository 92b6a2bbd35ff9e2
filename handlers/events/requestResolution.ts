import { fold } from '../../lib/contacts/sources.ts';
import { recallConnection } from '../../lib/dynamo/crmConnection.ts';
import { streamedContact } from '../../lib/dynamo/streamedContact.ts';
import { consumeStream } from '../../lib/events/consumeStream.ts';
import { publish } from '../../lib/events/publish.ts';
import { resolutionRequested } from '../../schemas/compiled/events/resolutionRequested.js';

/**
 * The table's stream: an unresolved contact that is new, or has another email or phone, is to be looked up in the CRM, if
 * its tenant has one.
 */
export const handler = consumeStream(async (record) => {
  const { before, after } = streamedContact(record);
  if (after?.resolutionStatus !== 'unresolved' || after.mergedInto !== undefined) return;
  const { email, phone } = fold(after.sources);
  const known = before && fold(before.sources);
  const isAskable = email !== null || phone !== null;
  const isNews = isAskable && (email !== known?.email || phone !== known?.phone);
  const { tenantId, contactId } = after;
  if (isNews && (await recallConnection(tenantId))) await publish(resolutionRequested, [{ tenantId, contactId }]);
});
