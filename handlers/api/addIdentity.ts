import type { StoredContact } from '../../lib/contacts/contact.ts';
import { addIdentity as add } from '../../lib/dynamo/contacts/addIdentity.ts';
import { countryFor } from '../../lib/dynamo/tenants/countryFor.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { identitiesResponse, requireIdentity } from '../../lib/http/identitiesBody.ts';
import { addIdentity } from '../../schemas/compiled/api/addIdentity.js';

/** POST /api/contacts/{id}/identities: adds an address to a contact, or moves it from the one that `takeFrom` names. */
export const handler = endpoint(addIdentity, async ({ tenantId, actor, requestId, params, body, ifMatch, once }) => {
  const { id } = params;
  const takeFrom = body.takeFrom?.toLowerCase();
  const author = { actor, at: Date.now() };
  const added = requireIdentity(body, 'value', await countryFor(tenantId, body));
  const respond = (contact: StoredContact) => identitiesResponse(contact, id);
  const request = { tenantId, contactId: id, requestId, ifMatch, answering: once(respond) };
  return respond(await add({ ...request, takeFrom, author, added }));
});
