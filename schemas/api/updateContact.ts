import { clearingBody, contact, settingBody } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { contactId, ifMatch, namedContactHeaders } from '../parts.ts';

export const updateContact = {
  operationId: 'updateContact',
  method: 'PATCH',
  path: '/api/contacts/{id}',
  summary: 'Update a contact',
  description:
    'Changes only the fields in the body. Values that change nothing leave the contact as it is. ' +
    'What is set here counts before anything that a machine says, now or later.',
  scope: 'contacts:write',
  params: contactId,
  headers: ifMatch,
  body: {
    'application/json': settingBody,
    'application/merge-patch+json': clearingBody,
  },
  success: { status: 200, description: 'The contact as it is now.', schema: contact, headers: namedContactHeaders },
  failures: {
    404: 'No contact with that id exists in the authenticated tenant.',
    409: 'The email or phone belongs to another contact, which the sentence names.',
    412: 'The contact has changed since the version in if-match.',
  },
} as const satisfies Contract;
