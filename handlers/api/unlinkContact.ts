import { unlinkContact as unlink } from '../../lib/dynamo/contacts/linkContact.ts';
import { contactResponse } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { unlinkContact } from '../../schemas/compiled/api/unlinkContact.js';

/** DELETE /api/contacts/{id}/link: the contact is no record of the CRM. */
export const handler = endpoint(unlinkContact, async ({ tenantId, actor, requestId, params: { id }, ifMatch }) =>
  contactResponse(await unlink({ tenantId, contactId: id, actor, requestId, ifMatch }), id),
);
