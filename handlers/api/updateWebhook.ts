import { audit } from '../../lib/audit.ts';
import { patchWebhook } from '../../lib/contacts/webhooks.ts';
import { changeWebhook } from '../../lib/dynamo/webhooks/webhooks.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { toWebhookBody } from '../../lib/http/webhookBody.ts';
import { checkUrl } from '../../lib/webhooks/checkUrl.ts';
import { updateWebhook } from '../../schemas/compiled/api/updateWebhook.js';

/** PATCH /api/webhooks/{id}: changes only the properties in the body. */
export const handler = endpoint(updateWebhook, async ({ tenantId, actor, params: { id }, body }) => {
  if (body.url !== undefined) await checkUrl(body.url);
  const { webhook, isChanged } = await changeWebhook(tenantId, id, (stored) =>
    patchWebhook(stored, body, actor, Date.now()),
  );
  if (isChanged) audit('webhook.changed', { tenantId, actor, id });
  return { body: toWebhookBody(webhook) };
});
