import type { Contract } from '../contract.ts';
import { webhook } from '../webhook.ts';

export const listWebhooks = {
  operationId: 'listWebhooks',
  method: 'GET',
  path: '/api/webhooks',
  summary: 'List the webhooks',
  description: 'Returns all webhooks of the tenant in one page, the oldest first, without their secrets.',
  scope: 'settings:manage',
  success: {
    status: 200,
    description: 'The webhooks.',
    schema: {
      $id: 'WebhookList',
      type: 'object',
      additionalProperties: false,
      required: ['data'],
      properties: { data: { type: 'array', items: webhook } },
      examples: [{ data: webhook.examples }],
    },
  },
  failures: {},
} as const satisfies Contract;
