import { contact } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { contactNotFound, versionMismatch } from '../failures.ts';
import { contactId, ifMatch, namedContactHeaders } from '../parts.ts';

export const unlinkContact = {
  operationId: 'unlinkContact',
  method: 'DELETE',
  path: '/api/contacts/{id}/link',
  summary: 'Unlink a contact from the CRM',
  description:
    'The contact becomes unresolved. Values from the CRM are removed, and the values of other sources show again. ' +
    'No lookup links the contact to this record again, but a person can. A key of kind agent cannot unlink.',
  scope: 'contacts:write',
  params: contactId,
  headers: ifMatch,
  success: { status: 200, description: 'The unlinked contact.', schema: contact, headers: namedContactHeaders },
  failures: { 404: contactNotFound, 412: versionMismatch },
} as const satisfies Contract;
