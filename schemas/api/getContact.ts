import { contact } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { contactNotFound } from '../failures.ts';
import { contactId, namedContactHeaders } from '../parts.ts';

export const getContact = {
  operationId: 'getContact',
  method: 'GET',
  path: '/api/contacts/{id}',
  summary: 'Get a contact',
  description: 'If the contact was merged, the response is the surviving contact, and content-location has its path.',
  scope: 'contacts:read',
  params: contactId,
  headers: {
    'if-none-match': {
      description: 'The etag of the version that the caller has. The response is 304 if it is still the current one.',
      example: '"3"',
    },
  },
  success: { status: 200, description: 'The contact.', schema: contact, headers: namedContactHeaders },
  failures: { 404: contactNotFound },
} as const satisfies Contract;
