import type { Contract } from '../contract.ts';
import { invalid, webhookNotFound, webhookRotated, webhookSecretLimit } from '../failures.ts';
import { idempotencyKey } from '../parts.ts';
import { secretOverlap, webhookId, webhookWithSecret } from '../webhook.ts';

/** How a caller rotates the secret of a webhook. */
const rotateInput = {
  type: 'object',
  additionalProperties: false,
  properties: {
    overlapSeconds: {
      type: 'integer',
      minimum: 0,
      maximum: 7 * secretOverlap,
      description:
        `For how long the old secret signs deliveries beside the new one; ${secretOverlap} if omitted. 0 ends it at ` +
        'once, for example because it has leaked.',
    },
  },
  examples: [{ overlapSeconds: 3600 }],
} as const;

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
