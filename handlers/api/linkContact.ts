import type { StoredContact } from '../../lib/contacts/contact.ts';
import { linkContact as decide } from '../../lib/contacts/decisions/linkContact.ts';
import { changeContact } from '../../lib/dynamo/contacts/changeContact.ts';
import { findResolution } from '../../lib/dynamo/resolution/resolution.ts';
import { contactResponse } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { linkContact } from '../../schemas/compiled/api/linkContact.js';

/** PUT /api/contacts/{id}/link: links the contact to a record of the CRM, for a person. */
export const handler = endpoint(linkContact, async ({ tenantId, actor, requestId, params, body, ifMatch, once }) => {
  const { id } = params;
  const author = { actor, at: Date.now() };
  const respond = (contact: StoredContact) => contactResponse(contact, id);
  const request = { tenantId, contactId: id, requestId, ifMatch, answering: once(respond) };
  const contact = await changeContact(request, async (current) =>
    decide(current, body, await findResolution(tenantId, current.contactId), author),
  );
  return respond(contact);
});
