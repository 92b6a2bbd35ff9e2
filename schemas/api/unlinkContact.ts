import { contact } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { contactId, ifMatch, namedContactHeaders } from '../parts.ts';

export const unlinkContact = {
  operationId: 'unlinkContact',
  method: 'DELETE',
  path: '/api/contacts/{id}/link',
  summary: 'Unlink a contact from the CRM',
  description:
    'The contact is unresolved then, and what the CRM said of it is gone: what other sources say shows again.',
  scope: 'contacts:write',
  params: contactId,
  headers: ifMatch,
  success: { status: 200, description: 'The contact as it is now.', schema: contact, headers: namedContactHeaders },
  failures: {
    404: 'No contact with that id exists in the authenticated tenant.',
    412: 'The contact has changed since the version in if-match.',
  },
} as const satisfies Contract;
