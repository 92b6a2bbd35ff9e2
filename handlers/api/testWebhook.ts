import { withCallLease } from '../../lib/dynamo/tenants/callLeases.ts';
import { getWebhook } from '../../lib/dynamo/webhooks/webhooks.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { sendTest } from '../../lib/webhooks/sendTest.ts';
import { testWebhook } from '../../schemas/compiled/api/testWebhook.js';

/** POST /api/webhooks/{id}/test: sends a message to the webhook now. The id of the message is that of the request. */
export const handler = endpoint(testWebhook, async ({ tenantId, requestId, params: { id } }) => {
  const webhook = await getWebhook(tenantId, id);
  const status = await withCallLease(tenantId, () => sendTest(webhook, requestId));
  return { body: { id: requestId, status } };
});
