import type { Contract } from '../contract.ts';
import { delivery } from '../delivery.ts';
import { invalid, webhookNotFound } from '../failures.ts';
import { pageOf } from '../parts.ts';
import { webhookId } from '../webhook.ts';

export const listDeliveries = {
  operationId: 'listDeliveries',
  method: 'GET',
  path: '/api/webhooks/{id}/deliveries',
  summary: 'List the deliveries to a webhook',
  description:
    'The events of the last 30 days that the webhook wanted, the newest first, in pages, and what became of each.',
  scope: 'settings:manage',
  params: webhookId,
  query: { type: 'object', additionalProperties: false, properties: pageOf('deliveries') },
  success: {
    status: 200,
    description: 'One page of deliveries.',
    schema: {
      $id: 'DeliveryPage',
      type: 'object',
      additionalProperties: false,
      required: ['data'],
      properties: {
        data: { type: 'array', items: delivery },
        nextCursor: { type: 'string', maxLength: 1000, description: 'Absent on the last page.' },
      },
      examples: [{ data: delivery.examples, nextCursor: 'AAAAAAACbmMN3fLkSY4' }],
    },
  },
  failures: { 400: invalid('limit must be at most 100', '/limit'), 404: webhookNotFound },
} as const satisfies Contract;
