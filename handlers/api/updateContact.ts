import type { StoredContact } from '../../lib/contacts/contact.ts';
import { updateContact as update } from '../../lib/dynamo/contacts/updateContact.ts';
import { nameOrderFor } from '../../lib/dynamo/tenants/nameOrderFor.ts';
import { contactResponse } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { updateContact } from '../../schemas/compiled/api/updateContact.js';

/** PATCH /api/contacts/{id}: changes only the fields in the body. 404 also for another tenant's contact. */
export const handler = endpoint(
  updateContact,
  async ({ tenantId, actor, requestId, params: { id }, body, ifMatch, once }) => {
    const order = await nameOrderFor(tenantId, body.name);
    const respond = (contact: StoredContact) => contactResponse(contact, id);
    const request = { tenantId, contactId: id, requestId, ifMatch, answering: once(respond) };
    return respond(await update({ ...request, input: body, actor, order }));
  },
);
