import { audit } from '../../lib/audit.ts';
import { ContactError } from '../../lib/contacts/ContactError.ts';
import { endSecrets, type Webhook } from '../../lib/contacts/webhooks.ts';
import { getWebhook, updateWebhook } from '../../lib/dynamo/webhooks/webhooks.ts';
import { credentialCipher } from '../../lib/http/credentialCipher.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { toWebhookBody } from '../../lib/http/webhookBody.ts';
import { createSigningSecret } from '../../lib/webhooks/secrets.ts';
import { rotateWebhookSecret } from '../../schemas/compiled/api/rotateWebhookSecret.js';
import { secretOverlap } from '../../schemas/webhook.ts';

/**
 * POST /api/webhooks/{id}/rotate: replaces the secret of a webhook by a new one, beside which the old one signs for a
 * while. sweepSecrets removes the old one after that.
 */
export const handler = endpoint(
  rotateWebhookSecret,
  async ({ tenantId, actor, params: { id }, body, once }) => {
    const { overlapSeconds = secretOverlap } = body;
    const webhook = await getWebhook(tenantId, id);
    const now = Date.now();
    const kept = endSecrets(webhook, overlapSeconds, now);
    const { name, secret } = await createSigningSecret(tenantId);
    const change = { secrets: [{ name }, ...kept], changedAt: new Date(now).toISOString(), changedBy: actor };
    const respond = (changed: Webhook) => ({ body: { ...toWebhookBody(changed), secret } });
    const rotated = await updateWebhook(webhook, change, { secrets: webhook.secrets }, once(respond));
    if (rotated === undefined)
      throw new ContactError('webhook_rotated', 'The secret of the webhook has just been rotated by another request');
    audit('webhook.secret_rotated', { tenantId, actor, id });
    return respond(rotated);
  },
  credentialCipher,
);
