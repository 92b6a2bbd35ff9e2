import { toFieldValues } from '../../lib/contacts/fieldValues.ts';
import { createContact as create } from '../../lib/dynamo/contacts/createContact.ts';
import { contactAnswer, pathOf } from '../../lib/http/contactAnswer.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { createContact } from '../../schemas/compiled/api/createContact.js';

/** POST /api/contacts: creates a contact, unless its email or phone belongs to another. */
export const handler = endpoint(createContact, async ({ tenantId, actor, requestId, body }) => {
  const item = await create({ tenantId, said: toFieldValues(body), actor, requestId });
  const { headers, ...answer } = contactAnswer(item, item.contactId);
  return { ...answer, headers: { ...headers, location: pathOf(item) } };
});
