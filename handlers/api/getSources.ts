import { linkedId } from '../../lib/contacts/contact.ts';
import { getContact } from '../../lib/dynamo/contacts/getContact.ts';
import { findSources } from '../../lib/dynamo/contacts/senderClaims.ts';
import { findResolution } from '../../lib/dynamo/resolution/resolution.ts';
import { survivorHeaders } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { toResolutionBody } from '../../lib/http/resolutionBody.ts';
import { toSourcesBody } from '../../lib/http/sourcesBody.ts';
import { getSources } from '../../schemas/compiled/api/getSources.js';

/** GET /api/contacts/{id}/sources: returns the sources of each value, and the last lookup in the CRM. */
export const handler = endpoint(getSources, async ({ tenantId, params: { id } }) => {
  const item = await getContact(tenantId, id);
  const [sources, resolution] = await Promise.all([findSources(item), findResolution(tenantId, linkedId(item))]);
  return {
    body: { ...toSourcesBody(sources), resolution: toResolutionBody(resolution) },
    headers: survivorHeaders(item, id, '/sources'),
  };
});
