import type { Contract } from '../contract.ts';
import { callsBusy, invalid, webhookFailed, webhookNotFound } from '../failures.ts';
import { webhookId, webhookTest } from '../webhook.ts';

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
