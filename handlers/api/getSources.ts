import { getContact } from '../../lib/dynamo/getContact.ts';
import { survivorHeaders } from '../../lib/http/contactAnswer.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { sourcesAnswer } from '../../lib/http/sourcesAnswer.ts';
import { getSources } from '../../schemas/compiled/api/getSources.js';

/** GET /api/contacts/{id}/sources: where each value comes from, and what other sources say. */
export const handler = endpoint(getSources, async ({ tenantId, params: { id } }) => {
  const item = await getContact(tenantId, id);
  return { body: sourcesAnswer(item.sources), headers: survivorHeaders(item, id, '/sources') };
});
