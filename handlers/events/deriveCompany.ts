import { deriveCompanies } from '../../lib/contacts/decisions/deriveCompany.ts';
import { changeContacts } from '../../lib/dynamo/contacts/changeContacts.ts';
import { getCachedSettings } from '../../lib/dynamo/tenants/settings.ts';
import { consumeQueue } from '../../lib/events/consumeQueue.ts';
import { contactCreated } from '../../schemas/compiled/events/contactCreated.js';
import { contactUpdated } from '../../schemas/compiled/events/contactUpdated.js';

/** contact.created and contact.updated, where the email changed: derives the company from the domain of the email. */
export const handler = consumeQueue([contactCreated, contactUpdated], async ({ detail, requestId }) => {
  const { tenantId, contactId } = detail;
  await changeContacts({ tenantId, contactIds: [contactId], requestId }, async (contact) =>
    deriveCompanies(contact, await getCachedSettings(tenantId), Date.now()),
  );
});
