import { getContact } from '../../lib/dynamo/contacts/getContact.ts';
import { listHistory } from '../../lib/dynamo/contacts/listHistory.ts';
import { survivorHeaders } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { toHistoryBody } from '../../lib/http/historyBody.ts';
import { getHistory } from '../../schemas/compiled/api/getHistory.js';

/** GET /api/contacts/{id}/history: lists the changes of the contact page by page, the newest first. */
export const handler = endpoint(getHistory, async ({ tenantId, params: { id }, query }) => {
  const item = await getContact(tenantId, id);
  const { entries, ...next } = await listHistory({ tenantId, contactId: item.contactId, ...query });
  return { body: { data: entries.map(toHistoryBody), ...next }, headers: survivorHeaders(item, id, '/history') };
});
