import type { Contract } from '../contract.ts';
import { invalid, webhookLimit } from '../failures.ts';
import { idempotencyKey } from '../parts.ts';
import { webhookWithSecret } from '../webhook.ts';
import { webhookInput } from '../webhookInput.ts';

export const createWebhook = {
  operationId: 'createWebhook',
  method: 'POST',
  path: '/api/webhooks',
  summary: 'Create a webhook',
  description:
    'Events about contacts are posted to the URL from now on, signed as Standard Webhooks says. The response has the ' +
    'secret that verifies them, which no other response shows. A tenant has at most 10 webhooks.',
  scope: 'settings:manage',
  headers: idempotencyKey,
  body: { 'application/json': webhookInput },
  success: { status: 201, description: 'The webhook was created.', schema: webhookWithSecret },
  failures: { 400: invalid("url: The server's IP address is not public.", '/url'), 422: webhookLimit },
} as const satisfies Contract;
