import { getContact } from '../../lib/dynamo/contacts/getContact.ts';
import { survivorHeaders } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { toIdentitiesBody } from '../../lib/http/identitiesBody.ts';
import { getIdentities } from '../../schemas/compiled/api/getIdentities.js';

/** GET /api/contacts/{id}/identities: lists the addresses of the person. */
export const handler = endpoint(getIdentities, async ({ tenantId, params: { id } }) => {
  const item = await getContact(tenantId, id);
  return { body: toIdentitiesBody(item), headers: survivorHeaders(item, id, '/identities') };
});
