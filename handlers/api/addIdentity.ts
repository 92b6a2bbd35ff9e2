import { addIdentity as add } from '../../lib/dynamo/contacts/addIdentity.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { identitiesResponse, requireIdentity } from '../../lib/http/identitiesBody.ts';
import { addIdentity } from '../../schemas/compiled/api/addIdentity.js';

/** POST /api/contacts/{id}/identities: adds an address to a contact, or moves it from the one that `takeFrom` names. */
export const handler = endpoint(addIdentity, async ({ tenantId, actor, requestId, params: { id }, body, ifMatch }) => {
  const takeFrom = body.takeFrom?.toLowerCase();
  const author = { actor, at: Date.now() };
  const request = { tenantId, contactId: id, requestId, ifMatch, takeFrom, author };
  return identitiesResponse(await add({ ...request, added: requireIdentity(body, 'value') }), id);
});
