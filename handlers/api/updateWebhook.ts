import { audit } from '../../lib/audit.ts';
import { patchWebhook, type Webhook } from '../../lib/contacts/webhooks.ts';
import { changeWebhook } from '../../lib/dynamo/webhooks/webhooks.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { toWebhookBody } from '../../lib/http/webhookBody.ts';
import { checkUrl } from '../../lib/webhooks/checkUrl.ts';
import { updateWebhook } from '../../schemas/compiled/api/updateWebhook.js';

/** PATCH /api/webhooks/{id}: changes only the properties in the body. */
export const handler = endpoint(updateWebhook, async ({ tenantId, actor, params: { id }, body, once }) => {
  if (body.url !== undefined) await checkUrl(body.url);
  const respond = (webhook: Webhook) => ({ body: toWebhookBody(webhook) });
  const decide = (stored: Webhook) => patchWebhook(stored, body, actor, Date.now());
  const { webhook, isChanged } = await changeWebhook(tenantId, id, decide, once(respond));
  if (isChanged) audit('webhook.changed', { tenantId, actor, id });
  return respond(webhook);
});
