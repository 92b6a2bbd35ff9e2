import { forbidAgent } from '../../lib/contacts/actors.ts';
import { dismissDuplicate as dismiss } from '../../lib/dynamo/contacts/duplicates.ts';
import { readDuplicateId } from '../../lib/http/duplicatesBody.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { dismissDuplicate } from '../../schemas/compiled/api/dismissDuplicate.js';

/** DELETE /api/contacts/duplicates/{id}: states that two contacts are two persons, for good. */
export const handler = endpoint(dismissDuplicate, async ({ tenantId, actor, params: { id } }) => {
  forbidAgent(actor, 'dismiss a suggestion; only a person can');
  await dismiss(tenantId, readDuplicateId(id), [Date.now(), actor]);
  return {};
});
