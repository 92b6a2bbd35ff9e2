import type { Contract } from '../contract.ts';
import { invalid, webhookNotFound, webhookRotated, webhookSecretLimit } from '../failures.ts';
import { idempotencyKey } from '../parts.ts';
import { rotateInput, webhookId, webhookWithSecret } from '../webhook.ts';

export const rotateWebhookSecret = {
  operationId: 'rotateWebhookSecret',
  method: 'POST',
  path: '/api/webhooks/{id}/rotate',
  summary: 'Replace the secret of a webhook',
  description:
    'The response has the new secret, which no other response shows. For a while the old one signs deliveries, too, so ' +
    'that the receiver can change over.',
  scope: 'settings:manage',
  params: webhookId,
  headers: idempotencyKey,
  body: { 'application/json': rotateInput },
  success: { status: 200, description: 'The webhook with its new secret.', schema: webhookWithSecret },
  failures: {
    400: invalid('id must be a UUID', '/id'),
    404: webhookNotFound,
    409: webhookRotated,
    422: webhookSecretLimit,
  },
} as const satisfies Contract;
