import type { Contract } from '../contract.ts';
import { invalid, webhookDisabled, webhookNotFound } from '../failures.ts';
import { idempotencyKey } from '../parts.ts';
import { webhookId } from '../webhook.ts';

/** Since when a webhook gets again what was not delivered. */
const recoverInput = {
  type: 'object',
  additionalProperties: false,
  required: ['since'],
  properties: {
    since: {
      type: 'string',
      maxLength: 64,
      format: 'date-time',
      description: 'The time of the first change whose events are delivered again.',
    },
  },
  examples: [{ since: '2026-11-23T09:30:00.000Z' }],
} as const;

export const recoverWebhook = {
  operationId: 'recoverWebhook',
  method: 'POST',
  path: '/api/webhooks/{id}/recover',
  summary: 'Deliver again what failed',
  description:
    'Within a minute, all events since a time begin to be delivered again that were not, with the ids that they had, ' +
    'also if the receiver has asked to wait. Events are stored for 30 days, also those that occurred while the webhook ' +
    'was disabled.',
  scope: 'settings:manage',
  params: webhookId,
  headers: idempotencyKey,
  body: { 'application/json': recoverInput },
  success: { status: 202, description: 'The events will be delivered again.', schema: recoverInput },
  failures: {
    400: invalid('since must not be in the future', '/since'),
    404: webhookNotFound,
    409: webhookDisabled,
  },
} as const satisfies Contract;
