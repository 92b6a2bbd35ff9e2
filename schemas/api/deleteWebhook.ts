import type { Contract } from '../contract.ts';
import { webhookNotFound } from '../failures.ts';
import { webhookId } from '../webhook.ts';

export const deleteWebhook = {
  operationId: 'deleteWebhook',
  method: 'DELETE',
  path: '/api/webhooks/{id}',
  summary: 'Delete a webhook',
  description: 'Deletes the webhook and its secret. Nothing is delivered any more, also no event of the past.',
  scope: 'settings:manage',
  params: webhookId,
  success: { status: 204, description: 'The webhook is deleted.' },
  failures: { 404: webhookNotFound },
} as const satisfies Contract;
