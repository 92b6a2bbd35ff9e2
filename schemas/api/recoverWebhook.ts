import type { Contract } from '../contract.ts';
import { invalid, webhookDisabled, webhookNotFound } from '../failures.ts';
import { recoverInput, webhookId } from '../webhook.ts';

export const recoverWebhook = {
  operationId: 'recoverWebhook',
  method: 'POST',
  path: '/api/webhooks/{id}/recover',
  summary: 'Deliver again what failed',
  description:
    'Within a minute, all events since a time begin to be delivered again that were not, with the ids that they had. ' +
    'Events are stored for 30 days, also those that occurred while the webhook was disabled.',
  scope: 'settings:manage',
  params: webhookId,
  body: { 'application/json': recoverInput },
  success: { status: 202, description: 'The events will be delivered again.', schema: recoverInput },
  failures: {
    400: invalid('since must not be in the future', '/since'),
    404: webhookNotFound,
    409: webhookDisabled,
  },
} as const satisfies Contract;
