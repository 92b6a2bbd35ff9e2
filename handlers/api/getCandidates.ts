import { isUnresolved } from '../../lib/contacts/contact.ts';
import { lookupAddressesOf } from '../../lib/contacts/lookupAddresses.ts';
import { isAbout } from '../../lib/contacts/resolution.ts';
import { getContact } from '../../lib/dynamo/contacts/getContact.ts';
import { findResolution } from '../../lib/dynamo/resolution/resolution.ts';
import { findConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { survivorHeaders } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { getCandidates } from '../../schemas/compiled/api/getCandidates.js';

/** GET /api/contacts/{id}/candidates: lists the CRM records among which a person can choose. */
export const handler = endpoint(getCandidates, async ({ tenantId, params: { id } }) => {
  const item = await getContact(tenantId, id);
  const [resolution, connection] = await Promise.all([
    findResolution(tenantId, item.contactId),
    findConnection(tenantId),
  ]);
  // Candidates do not count if the contact is resolved, or if its addresses or the connection have changed since.
  const isOpen =
    isUnresolved(item) && connection !== undefined && isAbout(resolution, lookupAddressesOf(item), connection.revision);
  const records = isOpen ? (resolution?.candidates?.records ?? []) : [];
  return {
    body: { data: records.filter(({ externalRef }) => !resolution?.refused?.has(externalRef)) },
    headers: survivorHeaders(item, id, '/candidates'),
  };
});
