import type { FromSchema } from 'json-schema-to-ts';
import { changeableFields } from './contact.ts';
import { contactCreated } from './events/contactCreated.ts';
import { contactErased } from './events/contactErased.ts';
import { contactMerged } from './events/contactMerged.ts';
import { contactResolved } from './events/contactResolved.ts';
import { contactUnmerged } from './events/contactUnmerged.ts';
import { contactUnresolved } from './events/contactUnresolved.ts';
import { contactUpdated } from './events/contactUpdated.ts';
import { text } from './parts.ts';

/** The types of the events about contacts, which webhooks deliver. */
const webhookEventTypes = [
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
export const settable = {
  url: {
    ...text('The https URL that events are posted to, at port 443 or 8443.', 2048),
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

/** The same with `null`, which in a merge patch clears a property, and in a response stands for an absent one. */
export const nullable = {
  eventTypes: { ...settable.eventTypes, type: ['array', 'null'] },
  changedFields: { ...settable.changedFields, type: ['array', 'null'] },
  description: { ...settable.description, type: ['string', 'null'] },
} as const;

export const status = {
  type: 'string',
  enum: ['enabled', 'disabled'],
  description:
    'Whether events are delivered. A PATCH with `enabled` also ends the count of days in which deliveries failed, and has ' +
    'events sent now that wait for a receiver that did not respond.',
} as const;

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
