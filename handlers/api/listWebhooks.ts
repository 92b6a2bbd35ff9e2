import { listWebhooks as list } from '../../lib/dynamo/webhooks/webhooks.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { toWebhookBody } from '../../lib/http/webhookBody.ts';
import { listWebhooks } from '../../schemas/compiled/api/listWebhooks.js';

/** GET /api/webhooks: lists the webhooks of the tenant, the oldest first. */
export const handler = endpoint(listWebhooks, async ({ tenantId }) => ({
  body: { data: (await list(tenantId)).map(toWebhookBody) },
}));
