import { findHoldings } from '../../lib/dynamo/contacts/findHoldings.ts';
import { getContact } from '../../lib/dynamo/contacts/getContact.ts';
import { survivorHeaders } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { toExportBody } from '../../lib/http/exportBody.ts';
import { exportContact } from '../../schemas/compiled/api/exportContact.js';

/** GET /api/contacts/{id}/export: returns everything that is stored about one person. */
export const handler = endpoint(exportContact, async ({ tenantId, params: { id } }) => {
  const contact = await getContact(tenantId, id);
  const body = toExportBody(contact, await findHoldings(contact));
  return { body, headers: survivorHeaders(contact, id, '/export') };
});
