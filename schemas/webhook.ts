import type { FromSchema } from 'json-schema-to-ts';
import { changeableFields } from './contact.ts';
import { contactCreated } from './events/contactCreated.ts';
import { contactErased } from './events/contactErased.ts';
import { contactMerged } from './events/contactMerged.ts';
import { contactResolved } from './events/contactResolved.ts';
import { contactUnmerged } from './events/contactUnmerged.ts';
import { contactUnresolved } from './events/contactUnresolved.ts';
import { contactUpdated } from './events/contactUpdated.ts';
import { actor, text } from './parts.ts';

/** The types of the events about contacts, which webhooks deliver. */
export const webhookEventTypes = [
  contactCreated.detailType,
  contactUpdated.detailType,
  contactResolved.detailType,
  contactUnresolved.detailType,
  contactErased.detailType,
  contactMerged.detailType,
  contactUnmerged.detailType,
] as const;

const listOf = <Item extends string>(items: readonly Item[], description: string) =>
  ({
    type: 'array',
    minItems: 1,
    maxItems: items.length,
    uniqueItems: true,
    items: { type: 'string', enum: items },
    description,
  }) as const;

/** What a caller states about a webhook. */
const settable = {
  url: {
    ...text('The https URL that events are posted to.', 2048),
    format: 'uri',
    examples: ['https://hooks.acme-customer.de/contacts'],
  },
  eventTypes: listOf(webhookEventTypes, 'The types of the events to deliver. Without it, all types.'),
  changedFields: listOf(
    changeableFields,
    'Delivers an event only if one of these fields has changed. Without it, whatever has changed.',
  ),
  description: { ...text('What the webhook is for, in one line.', 200), format: 'line', examples: ['Billing'] },
} as const;

const orNull = ['string', 'null'] as const;

/** The same with `null`, which in a merge patch clears a property, and in a response stands for an absent one. */
const nullable = {
  eventTypes: { ...settable.eventTypes, type: ['array', 'null'] },
  changedFields: { ...settable.changedFields, type: ['array', 'null'] },
  description: { ...settable.description, type: orNull },
} as const;

const status = {
  type: 'string',
  enum: ['enabled', 'disabled'],
  description: 'Whether events are delivered. `enabled` also ends the count of days in which deliveries failed.',
} as const;

export const disabledReasons = ['gone', 'failing', 'person'] as const;

const time = { type: 'string', maxLength: 64, format: 'date-time' } as const;

const properties = {
  id: { type: 'string', format: 'uuid' },
  url: settable.url,
  ...nullable,
  status,
  disabledReason: {
    type: orNull,
    enum: [...disabledReasons, null],
    description:
      'Why no events are delivered: the receiver answered 410 (gone), its deliveries failed for five days (failing), or ' +
      'a caller disabled it (person).',
  },
  failingSince: {
    ...time,
    type: orNull,
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

/** What a caller states about a new webhook. */
export const webhookInput = {
  type: 'object',
  additionalProperties: false,
  required: ['url'],
  properties: settable,
  examples: [
    {
      url: 'https://hooks.acme-customer.de/contacts',
      eventTypes: ['contact.created', 'contact.updated'],
      changedFields: ['email', 'phone'],
      description: 'Billing',
    },
  ],
} as const;

/** What a caller changes of a webhook. */
export const webhookPatch = {
  type: 'object',
  additionalProperties: false,
  properties: { ...settable, status },
  examples: [{ status: 'enabled' }],
} as const;

/** The same as a merge patch, which can also clear properties. */
export const webhookMergePatch = {
  ...webhookPatch,
  description: 'A JSON merge patch (RFC 7396). null clears a property.',
  properties: { url: settable.url, ...nullable, status },
  examples: [{ changedFields: null, status: 'enabled' }],
} as const;

/** A change of a webhook. An absent property does not change; `null` clears it. */
export type WebhookPatch = FromSchema<typeof webhookMergePatch>;

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
