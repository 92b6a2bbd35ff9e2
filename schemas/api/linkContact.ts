import { contact, externalRef, settableFields } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { contactNotFound, externalRefTaken, invalid, versionMismatch } from '../failures.ts';
import { contactId, idempotencyKey, ifMatch, namedContactHeaders } from '../parts.ts';

export const linkContact = {
  operationId: 'linkContact',
  method: 'PUT',
  path: '/api/contacts/{id}/link',
  summary: 'Link a contact to a CRM record',
  description:
    'States which CRM record the contact is. Its resolutionStatus becomes manually_resolved, and no lookup changes ' +
    'the link. If the contact was linked to another record, that link and all values from that record are removed. ' +
    'The record is looked up in the CRM after the response, and the contact gets its data a moment later; the last ' +
    'lookup in the sources of the contact tells whether it was found. If it is one of the candidates, the contact has ' +
    'its names and company at once. A key of kind agent cannot link.',
  scope: 'contacts:write',
  params: contactId,
  headers: { ...ifMatch, ...idempotencyKey },
  body: {
    'application/json': {
      type: 'object',
      additionalProperties: false,
      required: ['externalRef'],
      properties: { externalRef, companyName: settableFields.companyName },
      examples: [{ externalRef: '0035g00000AbCdEAAV', companyName: 'Acme Customer' }],
    },
  },
  success: { status: 200, description: 'The linked contact.', schema: contact, headers: namedContactHeaders },
  failures: {
    400: invalid('externalRef is missing', '/externalRef'),
    404: contactNotFound,
    409: externalRefTaken,
    412: versionMismatch,
  },
} as const satisfies Contract;
