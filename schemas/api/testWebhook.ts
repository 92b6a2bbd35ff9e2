import type { Contract } from '../contract.ts';
import { callsBusy, invalid, webhookFailed, webhookNotFound } from '../failures.ts';
import { webhookId } from '../webhook.ts';

/** A test that succeeded. */
const webhookTest = {
  $id: 'WebhookTest',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'status'],
  properties: {
    id: {
      type: 'string',
      format: 'uuid',
      description: 'The id of the message, which the receiver got as `webhook-id`.',
    },
    status: { type: 'integer', minimum: 200, maximum: 299, description: "The HTTP status of the receiver's response." },
  },
  examples: [{ id: '0b6f3c1e-8d5a-4c57-9a0e-2f1d7c6b5a49', status: 204 }],
} as const;

export const testWebhook = {
  operationId: 'testWebhook',
  method: 'POST',
  path: '/api/webhooks/{id}/test',
  summary: 'Test a webhook',
  description:
    'Posts one signed message of the type `webhook.test` to the URL, also if the webhook is disabled, and waits up to 15 ' +
    'seconds for the response. It changes nothing, and is not among the deliveries.',
  scope: 'settings:manage',
  params: webhookId,
  success: { status: 200, description: 'The receiver accepted the message.', schema: webhookTest },
  failures: {
    400: invalid('id must be a UUID', '/id'),
    404: webhookNotFound,
    422: webhookFailed,
    429: callsBusy,
  },
} as const satisfies Contract;
