import { addIdentity as add } from '../../lib/dynamo/contacts/addIdentity.ts';
import { countryFor } from '../../lib/dynamo/tenants/countryFor.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { identitiesResponse, requireIdentity } from '../../lib/http/identitiesBody.ts';
import { addIdentity } from '../../schemas/compiled/api/addIdentity.js';

/** POST /api/contacts/{id}/identities: adds an address to a contact, or moves it from the one that `takeFrom` names. */
export const handler = endpoint(addIdentity, async ({ tenantId, actor, requestId, params: { id }, body, ifMatch }) => {
  const takeFrom = body.takeFrom?.toLowerCase();
  const author = { actor, at: Date.now() };
  const added = requireIdentity(body, 'value', await countryFor(tenantId, body));
  return identitiesResponse(await add({ tenantId, contactId: id, requestId, ifMatch, takeFrom, author, added }), id);
});
