import type { FromSchema } from 'json-schema-to-ts';

const time = { maxLength: 64, format: 'date-time' } as const;

/** Why a delivery, or its last attempt, failed without a response. */
export const deliveryFailures = [
  'address_refused',
  'unreachable',
  'timeout',
  'redirect',
  'too_large',
  'unreadable',
  'disabled',
  'expired',
] as const;

/** One event for one webhook, as responses show it. */
export const delivery = {
  $id: 'Delivery',
  type: 'object',
  description: 'One event for one webhook, and what became of it. It is stored for 30 days.',
  additionalProperties: false,
  required: [
    'id',
    'eventType',
    'contactId',
    'status',
    'attempts',
    'lastAttemptAt',
    'lastStatus',
    'lastFailure',
    'nextAttemptAt',
    'changedAt',
  ],
  properties: {
    id: {
      type: 'string',
      maxLength: 200,
      description: 'The id of the event, which every attempt carries as `webhook-id`.',
    },
    eventType: { type: 'string', maxLength: 100 },
    contactId: { type: 'string', format: 'uuid' },
    status: {
      type: 'string',
      enum: ['pending', 'delivered', 'failed'],
      description: '`failed` is final, unless the event is recovered.',
    },
    attempts: {
      type: 'integer',
      minimum: 0,
      description: 'How often the event was sent; after a recovery, since then.',
    },
    lastAttemptAt: { type: ['string', 'null'], ...time },
    lastStatus: { type: ['integer', 'null'], description: 'The HTTP status of the last response.' },
    lastFailure: {
      type: ['string', 'null'],
      enum: [...deliveryFailures, null],
      description:
        'Why there is no status: what went wrong in the last attempt, or that the event was not sent because the webhook ' +
        'was disabled, or three days passed.',
    },
    nextAttemptAt: {
      type: ['string', 'null'],
      ...time,
      description:
        'When the event is sent next, a few seconds before or after, or later if many events wait; null where the status ' +
        'is final.',
    },
    changedAt: { type: 'string', ...time, description: 'When the contact changed.' },
  },
  examples: [
    {
      id: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55:3:updated',
      eventType: 'contact.updated',
      contactId: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55',
      status: 'pending',
      attempts: 2,
      lastAttemptAt: '2026-11-23T09:30:06.000Z',
      lastStatus: 503,
      lastFailure: null,
      nextAttemptAt: '2026-11-23T09:35:06.000Z',
      changedAt: '2026-11-23T09:30:00.000Z',
    },
  ],
} as const;

export type DeliveryBody = FromSchema<typeof delivery>;
