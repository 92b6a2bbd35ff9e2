import { audit } from '../../lib/audit.ts';
import { deleteWebhook as remove } from '../../lib/dynamo/webhooks/webhooks.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { removeSecret } from '../../lib/secrets/secrets.ts';
import { deleteWebhook } from '../../schemas/compiled/api/deleteWebhook.js';

/** DELETE /api/webhooks/{id}: deletes the webhook and its secrets. */
export const handler = endpoint(deleteWebhook, async ({ tenantId, actor, params: { id } }) => {
  const { secrets } = await remove(tenantId, id);
  audit('webhook.deleted', { tenantId, actor, id });
  await Promise.all(secrets.map(({ name }) => removeSecret(name)));
  return {};
});
