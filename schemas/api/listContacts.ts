import { contact, externalRef, settableFields } from '../contact.ts';
import type { Contract } from '../contract.ts';

export const listContacts = {
  operationId: 'listContacts',
  method: 'GET',
  path: '/api/contacts',
  summary: 'List contacts',
  description:
    'All contacts of the tenant, newest first, or the one that holds an email address or phone number, among them the ' +
    'addresses it was known by before, or that is a record of the CRM. There is no cursor then.',
  scope: 'contacts:read',
  query: {
    type: 'object',
    additionalProperties: false,
    properties: {
      limit: { type: 'integer', minimum: 1, maximum: 100, default: 50, description: 'Contacts in one answer.' },
      cursor: { type: 'string', minLength: 1, description: 'nextCursor of the answer before.' },
      sort: {
        type: 'string',
        enum: ['-createdAt', 'createdAt'],
        default: '-createdAt',
        description: 'Order of creation; a minus sign puts the newest first.',
      },
      email: { ...settableFields.email, description: 'Exact; upper and lower case are one.' },
      phone: { ...settableFields.phone, description: 'Exact, in E.164 format.' },
      externalRef: { ...externalRef, description: 'Exact: the record of the CRM that the contact is.' },
    },
    dependentSchemas: {
      email: { properties: { cursor: false } },
      phone: { properties: { cursor: false } },
      externalRef: { properties: { cursor: false } },
    },
  },
  success: {
    status: 200,
    description: 'One page of contacts.',
    schema: {
      $id: 'ContactPage',
      type: 'object',
      additionalProperties: false,
      required: ['data'],
      properties: {
        data: { type: 'array', items: contact },
        nextCursor: { type: 'string', description: 'Absent on the last page.' },
      },
    },
  },
  failures: {},
} as const satisfies Contract;
