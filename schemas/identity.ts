import type { FromSchema } from 'json-schema-to-ts';

/** What an address can be: an email, a phone number, or an id of a channel. */
export const identityKinds = ['email', 'phone', 'chat', 'whatsapp', 'sms', 'voice'] as const;
export type IdentityKind = (typeof identityKinds)[number];

/** An address as callers and events name it. */
export const namedIdentity = {
  kind: {
    type: 'string',
    enum: identityKinds,
    description: '`email`, `phone`, or the channel that the value is an id of.',
  },
  value: {
    type: 'string',
    minLength: 1,
    maxLength: 254,
    description: 'An email address, a phone number in E.164 format, or an id, as the channel names its senders.',
  },
} as const;

/** An address of a contact, as responses show it. */
export const identity = {
  $id: 'Identity',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'kind', 'value', 'channel', 'strength', 'seenAt'],
  properties: {
    id: {
      type: 'string',
      maxLength: 16,
      format: 'identity-id',
      description: 'The id of this address, for removing it.',
    },
    kind: {
      type: 'string',
      maxLength: 20,
      description: '`email`, `phone`, or the name of the channel that the value is an id of.',
    },
    value: { type: 'string', maxLength: 254, description: 'As the person or the channel writes it.' },
    channel: {
      type: ['string', 'null'],
      maxLength: 20,
      description: 'The channel of the first message from this address; null if there was none.',
    },
    strength: {
      type: 'string',
      enum: ['verified', 'confirmed', 'reported'],
      description:
        'verified: a message came from the address. confirmed: a person states that it is theirs. reported: a ' +
        'conversation or the CRM mentions it. A message from an address that is only reported creates another contact.',
    },
    seenAt: {
      type: ['string', 'null'],
      format: 'date-time',
      description: 'When the first message from this address arrived; null if there was none.',
    },
  },
} as const;

export type IdentityBody = FromSchema<typeof identity>;

/** All addresses of a contact, those that messages came from first, the oldest at the top. */
export const identities = {
  type: 'array',
  items: identity,
  examples: [
    [
      {
        id: '31d287744459be49',
        kind: 'email',
        value: 'henrik@acme-customer.de',
        channel: 'email',
        strength: 'verified',
        seenAt: '2026-11-23T09:30:00.000Z',
      },
      {
        id: 'c8b33f227fc1c52c',
        kind: 'phone',
        value: '+4915112345678',
        channel: null,
        strength: 'reported',
        seenAt: null,
      },
    ],
  ],
} as const;
