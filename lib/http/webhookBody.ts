import type { WebhookBody } from '../../schemas/webhook.ts';
import type { Webhook } from '../contacts/webhooks.ts';

/** Converts a stored webhook into the API's form: without its secrets. */
export const toWebhookBody = (webhook: Webhook): WebhookBody => ({
  id: webhook.id,
  url: webhook.url,
  eventTypes: webhook.eventTypes ?? null,
  changedFields: webhook.changedFields ?? null,
  description: webhook.description ?? null,
  status: webhook.status,
  disabledReason: webhook.disabledReason ?? null,
  failingSince: webhook.failingSince ?? null,
  createdAt: webhook.createdAt,
  changedAt: webhook.changedAt,
  changedBy: webhook.changedBy,
});
