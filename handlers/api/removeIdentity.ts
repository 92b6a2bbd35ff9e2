import { removeIdentity as decide } from '../../lib/contacts/decisions/removeIdentity.ts';
import { changeContact } from '../../lib/dynamo/contacts/changeContact.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { identitiesResponse } from '../../lib/http/identitiesBody.ts';
import { removeIdentity } from '../../schemas/compiled/api/removeIdentity.js';

/** DELETE /api/contacts/{id}/identities/{identityId}: removes an address, also one that messages came from. */
export const handler = endpoint(removeIdentity, async ({ tenantId, actor, requestId, params, ifMatch }) => {
  const { id, identityId } = params;
  const author = { actor, at: Date.now() };
  const contact = await changeContact({ tenantId, contactId: id, requestId, ifMatch }, (current) =>
    decide(current, identityId, author),
  );
  return identitiesResponse(contact, id);
});
