import { getContact } from '../../lib/dynamo/contacts/getContact.ts';
import { findResolution } from '../../lib/dynamo/resolution/resolution.ts';
import { survivorHeaders } from '../../lib/http/contactAnswer.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { resolutionAnswer } from '../../lib/http/resolutionAnswer.ts';
import { sourcesAnswer } from '../../lib/http/sourcesAnswer.ts';
import { getSources } from '../../schemas/compiled/api/getSources.js';

/** GET /api/contacts/{id}/sources: where each value comes from, what other sources say, and how asking the CRM went. */
export const handler = endpoint(getSources, async ({ tenantId, params: { id } }) => {
  const item = await getContact(tenantId, id);
  const resolution = await findResolution(tenantId, item.contactId);
  return {
    body: { ...sourcesAnswer(item.sources), resolution: resolutionAnswer(item, resolution) },
    headers: survivorHeaders(item, id, '/sources'),
  };
});
