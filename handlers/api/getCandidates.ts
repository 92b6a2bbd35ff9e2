import { getContact } from '../../lib/dynamo/getContact.ts';
import { findResolution } from '../../lib/dynamo/resolutions.ts';
import { survivorHeaders } from '../../lib/http/contactAnswer.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { getCandidates } from '../../schemas/compiled/api/getCandidates.js';

/** GET /api/contacts/{id}/candidates: the records of the CRM among which a person may choose. */
export const handler = endpoint(getCandidates, async ({ tenantId, params: { id } }) => {
  const item = await getContact(tenantId, id);
  const isOpen = item.resolutionStatus === 'unresolved';
  const resolution = isOpen ? await findResolution(tenantId, item.contactId) : undefined;
  return { body: { data: resolution?.candidates ?? [] }, headers: survivorHeaders(item, id, '/candidates') };
});
