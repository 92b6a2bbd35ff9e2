import { audit } from '../../lib/audit.ts';
import { newWebhook, requireRoomForWebhook } from '../../lib/contacts/webhooks.ts';
import { createWebhook as create, listWebhooks } from '../../lib/dynamo/webhooks/webhooks.ts';
import { credentialCipher } from '../../lib/http/credentialCipher.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { toWebhookBody } from '../../lib/http/webhookBody.ts';
import { checkUrl } from '../../lib/webhooks/checkUrl.ts';
import { createSigningSecret } from '../../lib/webhooks/secrets.ts';
import { createWebhook } from '../../schemas/compiled/api/createWebhook.js';

/**
 * POST /api/webhooks: creates a webhook. Only this response has its secret. sweepSecrets removes that of a request that
 * ends in the middle.
 */
export const handler = endpoint(
  createWebhook,
  async ({ tenantId, actor, body, once }) => {
    await checkUrl(body.url);
    // Creating checks it again; this keeps a request that is one too many from storing a secret.
    requireRoomForWebhook((await listWebhooks(tenantId)).length);
    const { name, secret } = await createSigningSecret(tenantId);
    const webhook = newWebhook({ tenantId, ...body }, name, actor, Date.now());
    const response = { body: { ...toWebhookBody(webhook), secret } };
    await create(
      webhook,
      once(() => response),
    );
    audit('webhook.created', { tenantId, actor, id: webhook.id });
    return response;
  },
  credentialCipher,
);
