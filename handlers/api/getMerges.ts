import { getContact } from '../../lib/dynamo/contacts/getContact.ts';
import { survivorHeaders } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { toMergesBody } from '../../lib/http/mergeBody.ts';
import { getMerges } from '../../schemas/compiled/api/getMerges.js';

/** GET /api/contacts/{id}/merges: lists what was merged into the contact. */
export const handler = endpoint(getMerges, async ({ tenantId, params: { id } }) => {
  const item = await getContact(tenantId, id);
  return { body: { data: toMergesBody(item) }, headers: survivorHeaders(item, id, '/merges') };
});
