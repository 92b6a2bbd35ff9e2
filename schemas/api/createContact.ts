import { contact, settingBody } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { contactHeaders } from '../parts.ts';

export const createContact = {
  operationId: 'createContact',
  method: 'POST',
  path: '/api/contacts',
  summary: 'Create a contact',
  description: 'Needs at least a name, a part of one, an email or a phone.',
  scope: 'contacts:write',
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
    },
  },
  success: {
    status: 201,
    description: 'The new contact.',
    schema: contact,
    headers: { ...contactHeaders, location: 'The path of the new contact.' },
  },
  failures: { 409: 'The email or phone belongs to another contact, which the sentence names.' },
} as const satisfies Contract;
