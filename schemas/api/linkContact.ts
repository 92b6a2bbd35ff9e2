import { contact, externalRef, settableFields } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { contactId, ifMatch, namedContactHeaders } from '../parts.ts';

export const linkContact = {
  operationId: 'linkContact',
  method: 'PUT',
  path: '/api/contacts/{id}/link',
  summary: 'Link a contact to a record of the CRM',
  description:
    'A person says which record of the CRM the contact is: it is manually_resolved then, and no machine changes that. ' +
    'A link to another record takes the place of the one there was, with all that the CRM said of it. If the record is one of ' +
    'the candidates, the contact has its names and company.',
  scope: 'contacts:write',
  params: contactId,
  headers: ifMatch,
  body: {
    'application/json': {
      type: 'object',
      additionalProperties: false,
      required: ['externalRef'],
      properties: { externalRef, companyName: settableFields.companyName },
    },
  },
  success: { status: 200, description: 'The contact as it is now.', schema: contact, headers: namedContactHeaders },
  failures: {
    404: 'No contact with that id exists in the authenticated tenant.',
    409: 'The record belongs to another contact, which the sentence names.',
    412: 'The contact has changed since the version in if-match.',
  },
} as const satisfies Contract;
