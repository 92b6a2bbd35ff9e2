import type { Contract } from '../contract.ts';
import { contactId, survivorHeaders } from '../parts.ts';

export const getIdentities = {
  operationId: 'getIdentities',
  method: 'GET',
  path: '/api/contacts/{id}/identities',
  summary: 'Get the identities of a contact',
  description: 'Every address that is this person: each belongs to one contact of the tenant at most.',
  scope: 'contacts:read',
  params: contactId,
  success: {
    status: 200,
    description: 'The identities, those that messages came from first, by their age.',
    headers: survivorHeaders,
    schema: {
      type: 'array',
      items: {
        $id: 'Identity',
        type: 'object',
        additionalProperties: false,
        required: ['kind', 'value', 'channel', 'seenAt'],
        properties: {
          kind: { type: 'string', description: '`email`, `phone`, or the channel whose own id it is.' },
          value: { type: 'string' },
          channel: {
            type: ['string', 'null'],
            description: 'The channel that the first message came by; null where none came.',
          },
          seenAt: {
            type: ['string', 'null'],
            format: 'date-time',
            description: 'When the first message came from it; null where none came.',
          },
        },
      },
    },
  },
  failures: { 404: 'No contact with that id exists in the authenticated tenant.' },
} as const satisfies Contract;
