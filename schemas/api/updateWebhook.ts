import type { Contract } from '../contract.ts';
import { invalid, webhookNotFound, webhookUnreachable } from '../failures.ts';
import { idempotencyKey } from '../parts.ts';
import { webhook, webhookId } from '../webhook.ts';
import { webhookMergePatch, webhookPatch } from '../webhookInput.ts';

export const updateWebhook = {
  operationId: 'updateWebhook',
  method: 'PATCH',
  path: '/api/webhooks/{id}',
  summary: 'Update a webhook',
  description:
    'Changes only the properties in the body. `{"status": "enabled"}` delivers events again to a webhook that was ' +
    'disabled; those of the time in between follow only if they are recovered.',
  scope: 'settings:manage',
  params: webhookId,
  headers: idempotencyKey,
  body: { 'application/json': webhookPatch, 'application/merge-patch+json': webhookMergePatch },
  success: { status: 200, description: 'The updated webhook.', schema: webhook },
  failures: {
    400: invalid("url: The server's IP address is not public.", '/url'),
    404: webhookNotFound,
    422: webhookUnreachable,
  },
} as const satisfies Contract;
