import type { EventContract } from '../event.ts';

export const deliveryDue = {
  detailType: 'webhook.delivery_due',
  description:
    'The service sends a delivery to its webhook, or takes deliveries from the backlog of a webhook. It puts this event ' +
    'into its own queues only.',
  detail: {
    type: 'object',
    required: ['tenantId', 'webhookId', 'key', 'dueAt'],
    properties: {
      version: { const: 1, description: 'Version of this event; 1 if absent.' },
      tenantId: { type: 'string', format: 'uuid', description: 'Id of the tenant.' },
      webhookId: { type: 'string', format: 'uuid', description: 'Id of the webhook.' },
      key: { type: 'string', description: 'Key of the delivery, or of the webhook, in the table.' },
      // No format: a time of an event is never ahead of the clock, but this one may be.
      dueAt: {
        type: 'string',
        description: 'When it is due. If it is due at another time by now, nothing happens.',
      },
    },
    examples: [
      {
        tenantId: '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10',
        webhookId: '01939b8e-7a31-7c5d-9d82-4f919b8f3e77',
        key: '#delivery#01939b8e-7a31-7c5d-9d82-4f919b8f3e77#2026-11-23T09:30:00.000Z#01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55:2:updated',
        dueAt: '2026-11-23T09:30:01.000Z',
      },
    ],
  },
} as const satisfies EventContract;
