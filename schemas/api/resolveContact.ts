import { contact } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { contactNotFound, notResolvable } from '../failures.ts';
import { contactId, namedContactHeaders } from '../parts.ts';

export const resolveContact = {
  operationId: 'resolveContact',
  method: 'POST',
  path: '/api/contacts/{id}/resolve',
  summary: 'Look up a contact in the CRM',
  description:
    'Starts a lookup and responds before it is done. Get the contact or its sources a moment later to see the result. ' +
    'For a linked contact, it finds the current data of the record. It moves the link only if that was made by a ' +
    'lookup, the record does not have an address of the contact any more, and exactly one other record does.',
  scope: 'contacts:write',
  params: contactId,
  success: {
    status: 202,
    description: 'The lookup was requested. The contact as it is before the lookup.',
    schema: contact,
    headers: namedContactHeaders,
  },
  failures: { 404: contactNotFound, 409: notResolvable },
} as const satisfies Contract;
