import { isUnresolved } from '../../lib/contacts/contact.ts';
import { fingerprintOf, hasLookupAddress, lookupAddressesOf } from '../../lib/contacts/lookupAddresses.ts';
import { streamedContact } from '../../lib/dynamo/contacts/streamedContact.ts';
import { findConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { consumeStream } from '../../lib/events/consumeStream.ts';
import { publish } from '../../lib/events/publish.ts';
import { resolutionRequested } from '../../schemas/compiled/events/resolutionRequested.js';

/**
 * The table's stream: an unresolved contact that is new, or has another email or phone, is to be looked up in the CRM, if
 * its tenant has one.
 */
export const handler = consumeStream(async (record) => {
  const { before, after } = streamedContact(record);
  if (after === undefined || !isUnresolved(after)) return;
  const question = lookupAddressesOf(after.sources);
  const isNews = before === undefined || fingerprintOf(lookupAddressesOf(before.sources)) !== fingerprintOf(question);
  if (!isNews || !hasLookupAddress(question)) return;
  const { tenantId, contactId } = after;
  if (await findConnection(tenantId)) await publish(resolutionRequested, { tenantId, contactId });
});
