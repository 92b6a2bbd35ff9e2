import type { FromSchema } from 'json-schema-to-ts';
import { actor } from './parts.ts';
import { nullable, settable, status } from './webhookInput.ts';

export const disabledReasons = ['gone', 'failing', 'person'] as const;

const time = { type: 'string', maxLength: 64, format: 'date-time' } as const;

const properties = {
  id: { type: 'string', format: 'uuid' },
  url: settable.url,
  ...nullable,
  status,
  disabledReason: {
    type: ['string', 'null'],
    enum: [...disabledReasons, null],
    description:
      'Why no events are delivered: the receiver answered 410 (gone), its deliveries failed for five days (failing), or ' +
      'a caller disabled it (person).',
  },
  failingSince: {
    ...time,
    type: ['string', 'null'],
    description: 'The time of the first delivery that failed after the last one that succeeded.',
  },
  createdAt: time,
  changedAt: { ...time, description: 'When a caller last changed the webhook or its secret.' },
  changedBy: actor,
} as const;

const example = {
  id: '01939b8e-7a31-7c5d-9d82-4f919b8f3e77',
  url: 'https://hooks.acme-customer.de/contacts',
  eventTypes: ['contact.created', 'contact.updated'],
  changedFields: ['email', 'phone'],
  description: 'Billing',
  status: 'enabled',
  disabledReason: null,
  failingSince: null,
  createdAt: '2026-11-23T09:30:00.000Z',
  changedAt: '2026-11-23T09:30:00.000Z',
  changedBy: 'key:0123456789ab',
} as const;

const required = Object.keys(properties) as (keyof typeof properties)[];

/** A webhook as responses show it: never its secret. */
export const webhook = {
  $id: 'Webhook',
  type: 'object',
  description: "A receiver of events about a tenant's contacts.",
  additionalProperties: false,
  required,
  properties,
  examples: [example],
} as const;

/** A webhook with its new secret. */
export const webhookWithSecret = {
  $id: 'WebhookWithSecret',
  type: 'object',
  additionalProperties: false,
  required: [...required, 'secret'],
  properties: {
    ...properties,
    secret: {
      type: 'string',
      maxLength: 100,
      description: 'The secret that signs deliveries, in the form of Standard Webhooks. No other response has it.',
    },
  },
  examples: [{ ...example, secret: 'whsec_VGhpcyBpcyBhbiBleGFtcGxlLCBub3QgYSBzZWNyZXQ=' }],
} as const;

export type WebhookBody = FromSchema<typeof webhook>;
export type WebhookWithSecret = FromSchema<typeof webhookWithSecret>;

/** For how long, in seconds, an old secret signs deliveries beside the new one, unless the caller says otherwise. */
export const secretOverlap = 86_400;

/** The path parameters of all endpoints of one webhook. */
export const webhookId = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: {
    id: {
      type: 'string',
      format: 'uuid',
      description: 'The id of the webhook, in upper or lower case.',
      examples: [example.id],
    },
  },
} as const;
