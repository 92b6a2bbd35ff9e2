import { partsOf } from '../../lib/contacts/parts.ts';
import { requireResolvable } from '../../lib/dynamo/tenants/requireResolvable.ts';
import { publish } from '../../lib/events/publish.ts';
import { contactResponse } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { resolveContact } from '../../schemas/compiled/api/resolveContact.js';
import { resolutionRequested } from '../../schemas/compiled/events/resolutionRequested.js';

/** POST /api/contacts/{id}/resolve: requests a lookup of the contact in the CRM, which follows the response. */
export const handler = endpoint(resolveContact, async ({ tenantId, params: { id } }) => {
  const item = await requireResolvable(tenantId, id);
  for (const { contactId } of partsOf(item)) await publish(resolutionRequested, { tenantId, contactId });
  return contactResponse(item, id);
});
