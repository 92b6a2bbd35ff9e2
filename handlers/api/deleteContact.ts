import { audit } from '../../lib/audit.ts';
import { eraseContact } from '../../lib/dynamo/contacts/eraseContact.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { deleteContact } from '../../schemas/compiled/api/deleteContact.js';

/** DELETE /api/contacts/{id}: erases everything about one person. 200 also for who was erased in the last 31 days. */
export const handler = endpoint(deleteContact, async ({ tenantId, actor, params: { id }, ifMatch }) => {
  const receipt = await eraseContact({ tenantId, contactId: id, ifMatch });
  audit('contact.erased', { tenantId, actor, id: receipt.id });
  return { body: receipt };
});
