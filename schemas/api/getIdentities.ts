import type { Contract } from '../contract.ts';
import { contactNotFound } from '../failures.ts';
import { contactId, survivorHeaders } from '../parts.ts';

export const getIdentities = {
  operationId: 'getIdentities',
  method: 'GET',
  path: '/api/contacts/{id}/identities',
  summary: 'Get the identities of a contact',
  description: 'All addresses of this person. An address belongs to at most one contact of a tenant.',
  scope: 'contacts:read',
  params: contactId,
  success: {
    status: 200,
    description: 'The identities. Those that messages came from are first, the oldest at the top.',
    headers: survivorHeaders,
    schema: {
      type: 'array',
      examples: [
        [
          { kind: 'email', value: 'henrik@acme-customer.de', channel: 'email', seenAt: '2026-11-23T09:30:00.000Z' },
          { kind: 'phone', value: '+4915112345678', channel: null, seenAt: null },
        ],
      ],
      items: {
        $id: 'Identity',
        type: 'object',
        additionalProperties: false,
        required: ['kind', 'value', 'channel', 'seenAt'],
        properties: {
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
          seenAt: {
            type: ['string', 'null'],
            format: 'date-time',
            description: 'When the first message from this address arrived; null if there was none.',
          },
        },
      },
    },
  },
  failures: { 404: contactNotFound },
} as const satisfies Contract;
