import { isUnresolved } from '../../lib/contacts/contact.ts';
import { lookupAddressesOf } from '../../lib/contacts/lookupAddresses.ts';
import { partsOf } from '../../lib/contacts/parts.ts';
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
  const parts = partsOf(item);
  const [connection, ...resolutions] = await Promise.all([
    findConnection(tenantId),
    ...parts.map(({ contactId }) => findResolution(tenantId, contactId)),
  ]);
  // Candidates do not count if the contact is resolved, or if its addresses or the connection have changed since.
  const records = parts.flatMap((part, i) => {
    const resolution = resolutions[i];
    const isOpen =
      isUnresolved(item) && connection && isAbout(resolution, lookupAddressesOf(part), connection.revision);
    const candidates = isOpen ? (resolution?.candidates?.records ?? []) : [];
    return candidates.filter(({ externalRef }) => !resolution?.refused?.includes(externalRef));
  });
  const distinct = [...new Map(records.map((record) => [record.externalRef, record])).values()];
  return { body: { data: distinct }, headers: survivorHeaders(item, id, '/candidates') };
});
