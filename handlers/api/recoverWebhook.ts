import { ContactError } from '../../lib/contacts/ContactError.ts';
import { requestRecovery } from '../../lib/dynamo/webhooks/recovery.ts';
import { getWebhook } from '../../lib/dynamo/webhooks/webhooks.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { readPastTime } from '../../lib/http/pastTime.ts';
import { recoverWebhook } from '../../schemas/compiled/api/recoverWebhook.js';

/** POST /api/webhooks/{id}/recover: has the events since a time delivered that were not. */
export const handler = endpoint(recoverWebhook, async ({ tenantId, params: { id }, body, once }) => {
  const since = readPastTime('since', body.since);
  const webhook = await getWebhook(tenantId, id);
  if (webhook.status === 'disabled')
    throw new ContactError('webhook_disabled', 'The webhook is disabled; enable it first');
  const response = { body: { since } };
  await requestRecovery(
    webhook,
    since,
    once(() => response),
  );
  return response;
});
