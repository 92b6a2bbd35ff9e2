import { linkContact as link } from '../../lib/dynamo/contacts/linkContact.ts';
import { contactResponse } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { linkContact } from '../../schemas/compiled/api/linkContact.js';

/** PUT /api/contacts/{id}/link: the contact is that record of the CRM, because a person says so. */
export const handler = endpoint(linkContact, async ({ tenantId, actor, requestId, params: { id }, body, ifMatch }) =>
  contactResponse(await link({ tenantId, contactId: id, ...body, actor, requestId, ifMatch }), id),
);
