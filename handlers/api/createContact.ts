import { toFieldValues } from '../../lib/contacts/fieldValues.ts';
import { createContact as create } from '../../lib/dynamo/contacts/createContact.ts';
import { nameOrderFor } from '../../lib/dynamo/tenants/nameOrderFor.ts';
import { createdResponse } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { createContact } from '../../schemas/compiled/api/createContact.js';

/** POST /api/contacts: creates a contact. 409 if another contact owns its email or phone. */
export const handler = endpoint(createContact, async ({ tenantId, actor, requestId, body, once }) => {
  const values = toFieldValues(body, { order: await nameOrderFor(tenantId, body.name) });
  return createdResponse(await create({ tenantId, values, actor, requestId, answering: once(createdResponse) }));
});
