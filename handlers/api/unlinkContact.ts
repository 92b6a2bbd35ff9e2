import { unlinkContact as decide, linkedParts } from '../../lib/contacts/decisions/linkContact.ts';
import { changeContact } from '../../lib/dynamo/contacts/changeContact.ts';
import { findResolutions } from '../../lib/dynamo/resolution/resolution.ts';
import { contactResponse } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { unlinkContact } from '../../schemas/compiled/api/unlinkContact.js';

/** DELETE /api/contacts/{id}/link: removes the link to the CRM, for a person. */
export const handler = endpoint(unlinkContact, async ({ tenantId, actor, requestId, params: { id }, ifMatch }) => {
  const author = { actor, at: Date.now() };
  const contact = await changeContact({ tenantId, contactId: id, requestId, ifMatch }, async (current) => {
    const linked = linkedParts(current).map(({ contactId }) => contactId);
    return decide(current, await findResolutions(tenantId, linked), author);
  });
  return contactResponse(contact, id);
});
