import { toFieldValues } from '../../lib/contacts/fieldValues.ts';
import { createContact as create } from '../../lib/dynamo/contacts/createContact.ts';
import { contactPath, contactResponse } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { createContact } from '../../schemas/compiled/api/createContact.js';

/** POST /api/contacts: creates a contact, unless its email or phone belongs to another. */
export const handler = endpoint(createContact, async ({ tenantId, actor, requestId, body }) => {
  const item = await create({ tenantId, said: toFieldValues(body), actor, requestId });
  const { headers, ...response } = contactResponse(item, item.contactId);
  return { ...response, headers: { ...headers, location: contactPath(item) } };
});
