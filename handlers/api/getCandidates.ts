import { aboutOf, questionOf } from '../../lib/contacts/question.ts';
import { getContact } from '../../lib/dynamo/getContact.ts';
import { findResolution } from '../../lib/dynamo/resolutions.ts';
import { survivorHeaders } from '../../lib/http/contactAnswer.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { getCandidates } from '../../schemas/compiled/api/getCandidates.js';

/** GET /api/contacts/{id}/candidates: the records of the CRM among which a person may choose. */
export const handler = endpoint(getCandidates, async ({ tenantId, params: { id } }) => {
  const item = await getContact(tenantId, id);
  const resolution = await findResolution(tenantId, item.contactId);
  // Those of an address that it has no more, or of before it was resolved, are none.
  const isOpen = item.resolutionStatus === 'unresolved' && resolution?.about === aboutOf(questionOf(item.sources));
  const data = isOpen ? (resolution.candidates ?? []) : [];
  return {
    body: { data: data.filter(({ externalRef }) => !resolution?.refused?.has(externalRef)) },
    headers: survivorHeaders(item, id, '/candidates'),
  };
});
