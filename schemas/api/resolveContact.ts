import { contact } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { contactId, namedContactHeaders } from '../parts.ts';

export const resolveContact = {
  operationId: 'resolveContact',
  method: 'POST',
  path: '/api/contacts/{id}/resolve',
  summary: 'Look a contact up in the CRM now',
  description: 'The answer comes before the CRM is asked: look at the contact, or its sources, a moment later.',
  scope: 'contacts:write',
  params: contactId,
  success: {
    status: 202,
    description: 'The contact as it is before the CRM is asked.',
    schema: contact,
    headers: namedContactHeaders,
  },
  failures: {
    404: 'No contact with that id exists in the authenticated tenant.',
    409: 'The contact is resolved already, has neither email nor phone, or the tenant has no CRM that would answer now.',
  },
} as const satisfies Contract;
