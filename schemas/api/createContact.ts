import { contact, settingBody } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { identityTaken, invalidAddresses } from '../failures.ts';
import { contactHeaders, idempotencyKey } from '../parts.ts';

export const createContact = {
  operationId: 'createContact',
  method: 'POST',
  path: '/api/contacts',
  summary: 'Create a contact',
  description: 'The body needs at least one of name, firstName, lastName, email and phone.',
  scope: 'contacts:write',
  headers: idempotencyKey,
  body: {
    'application/json': {
      ...settingBody,
      anyOf: [
        { required: ['name'] },
        { required: ['firstName'] },
        { required: ['lastName'] },
        { required: ['email'] },
        { required: ['phone'] },
      ],
      examples: [{ name: 'Henrik B. Larsen', email: 'henrik@acme-customer.de', phone: '+4915112345678' }],
    },
  },
  success: {
    status: 201,
    description: 'The contact was created.',
    schema: contact,
    headers: { ...contactHeaders, location: 'The path of the new contact.' },
  },
  failures: { 400: invalidAddresses, 409: identityTaken },
} as const satisfies Contract;
