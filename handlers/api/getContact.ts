import { getContact as get } from '../../lib/dynamo/contacts/getContact.ts';
import { contactResponse } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { getContact } from '../../schemas/compiled/api/getContact.js';

/** GET /api/contacts/{id}: returns the contact, or the survivor that it was merged into. */
export const handler = endpoint(getContact, async ({ tenantId, params: { id } }) =>
  contactResponse(await get(tenantId, id), id),
);
