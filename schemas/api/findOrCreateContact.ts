import { contact, externalRef, settableFields, settingBody } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { identitiesTaken, invalidAddresses } from '../failures.ts';
import { contactHeaders, idempotencyKey } from '../parts.ts';

export const findOrCreateContact = {
  operationId: 'findOrCreateContact',
  method: 'PUT',
  path: '/api/contacts',
  summary: 'Find or create a contact',
  description:
    'Returns the contact that has this email, phone or record of the CRM, unchanged, or creates it. The body needs at ' +
    'least one of the three. An address that a machine only reported finds nobody. With externalRef, a new contact is ' +
    'linked to that record, and its resolutionStatus is manually_resolved; a key of kind agent cannot do that.',
  scope: 'contacts:write',
  headers: idempotencyKey,
  body: {
    'application/json': {
      ...settingBody,
      properties: { ...settableFields, externalRef },
      anyOf: [{ required: ['email'] }, { required: ['phone'] }, { required: ['externalRef'] }],
      examples: [{ name: 'Henrik B. Larsen', email: 'henrik@acme-customer.de', phone: '+4915112345678' }],
    },
  },
  success: { status: 200, description: 'The contact as it is.', schema: contact, headers: contactHeaders },
  created: {
    description: 'The contact was created.',
    headers: { ...contactHeaders, location: 'The path of the new contact.' },
  },
  failures: { 400: invalidAddresses, 409: identitiesTaken },
} as const satisfies Contract;
