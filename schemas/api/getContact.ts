import { contact } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { contactNotFound, invalid } from '../failures.ts';
import { contactId, namedContactHeaders } from '../parts.ts';

export const getContact = {
  operationId: 'getContact',
  method: 'GET',
  path: '/api/contacts/{id}',
  summary: 'Get a contact',
  description:
    'If the contact was merged, the response is the surviving contact, and content-location has its path. With `at`, the ' +
    'response is what this endpoint returned at that time, with the etag of that version: the surviving contact only while ' +
    'the contact was merged, and 404 before it was created. A change is part of the past a moment after it was made: ' +
    'until then, the response may be 503.',
  scope: 'contacts:read',
  params: contactId,
  query: {
    type: 'object',
    additionalProperties: false,
    properties: {
      at: {
        type: 'string',
        format: 'date-time',
        description: 'A time that is not in the future.',
        examples: ['2026-11-23T09:30:00.000Z'],
      },
    },
  },
  headers: {
    'if-none-match': {
      description: 'The etag of the version that the caller has. The response is 304 if it is still the current one.',
      example: '"3"',
    },
  },
  success: { status: 200, description: 'The contact.', schema: contact, headers: namedContactHeaders },
  failures: { 400: invalid('at must not be in the future', '/at'), 404: contactNotFound },
} as const satisfies Contract;
