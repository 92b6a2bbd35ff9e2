import type { StoredContact } from '../../lib/contacts/contact.ts';
import { toFieldValues } from '../../lib/contacts/fieldValues.ts';
import { findOrCreateContact as findOrCreate } from '../../lib/dynamo/contacts/findOrCreateContact.ts';
import { nameOrderFor } from '../../lib/dynamo/tenants/nameOrderFor.ts';
import { contactResponse, createdResponse } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { findOrCreateContact } from '../../schemas/compiled/api/findOrCreateContact.js';

/** PUT /api/contacts: finds the contact with an address or a record of the CRM, or creates it. 409 if there are two. */
export const handler = endpoint(findOrCreateContact, async ({ tenantId, actor, requestId, body, once }) => {
  const { externalRef, ...input } = body;
  const values = toFieldValues(input, { order: await nameOrderFor(tenantId, input.name) });
  const created = (contact: StoredContact) => ({ status: 201, ...createdResponse(contact) }) as const;
  const creation = { tenantId, values, externalRef, actor, requestId, answering: once(created) };
  const { contact, isNew } = await findOrCreate(creation);
  return isNew ? created(contact) : contactResponse(contact, contact.contactId);
});
