import { listDeliveries as list } from '../../lib/dynamo/webhooks/deliveries.ts';
import { getWebhook } from '../../lib/dynamo/webhooks/webhooks.ts';
import { toDeliveryBody } from '../../lib/http/deliveryBody.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { listDeliveries } from '../../schemas/compiled/api/listDeliveries.js';

/** GET /api/webhooks/{id}/deliveries: lists the deliveries to the webhook page by page, the newest first. */
export const handler = endpoint(listDeliveries, async ({ tenantId, params: { id }, query }) => {
  const webhook = await getWebhook(tenantId, id);
  const { deliveries, ...next } = await list(tenantId, id, query);
  return { body: { data: deliveries.map((delivery) => toDeliveryBody(delivery, webhook)), ...next } };
});
