import { deriveCompany } from '../../lib/contacts/decisions/deriveCompany.ts';
import { domainOf, fold } from '../../lib/contacts/sources.ts';
import { changeContacts } from '../../lib/dynamo/contacts/changeContacts.ts';
import { streamedContact } from '../../lib/dynamo/contacts/streamedContact.ts';
import { getCachedSettings } from '../../lib/dynamo/tenants/settings.ts';
import { consumeStream } from '../../lib/events/consumeStream.ts';

/** The table's stream: a new contact, or one with an email of another domain, gets the company that the domain implies. */
export const handler = consumeStream(async (record, requestId) => {
  const { before, after } = streamedContact(record);
  if (after === undefined || after.mergedInto !== undefined) return;
  const domains = [before, after].map((item) => item && domainOf(fold(item.sources).email));
  if (domains[0] === domains[1]) return;
  const { tenantId, contactId } = after;
  await changeContacts({ tenantId, contactIds: [contactId], requestId, read: after }, async (contact) =>
    // A contact that was merged meanwhile needs no company.
    contact.contactId === contactId
      ? deriveCompany(contact, await getCachedSettings(tenantId), Date.now())
      : 'unchanged',
  );
});
