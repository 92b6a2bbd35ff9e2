import { listDuplicates as list } from '../../lib/dynamo/contacts/listDuplicates.ts';
import { toDuplicateBody } from '../../lib/http/duplicatesBody.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { listDuplicates } from '../../schemas/compiled/api/listDuplicates.js';

/** GET /api/contacts/duplicates: lists the pairs of contacts that may be one person. */
export const handler = endpoint(listDuplicates, async ({ tenantId, query }) => {
  const { items, ...next } = await list({ tenantId, ...query });
  return { body: { data: items.map(toDuplicateBody), ...next } };
});
