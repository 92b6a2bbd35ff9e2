import type { Contract } from '../contract.ts';
import { crmRecord } from '../crmRecord.ts';
import { contactId, survivorHeaders } from '../parts.ts';

export const getCandidates = {
  operationId: 'getCandidates',
  method: 'GET',
  path: '/api/contacts/{id}/candidates',
  summary: 'Get the records of the CRM that a contact may be',
  description:
    'Where several records have the email or phone of an unresolved contact: up to ten of them, for a person to choose ' +
    'one and link it. Empty in all other cases.',
  scope: 'contacts:read',
  params: contactId,
  success: {
    status: 200,
    description: 'The candidates.',
    headers: survivorHeaders,
    schema: {
      $id: 'Candidates',
      type: 'object',
      additionalProperties: false,
      required: ['data'],
      properties: { data: { type: 'array', items: crmRecord } },
    },
  },
  failures: { 404: 'No contact with that id exists in the authenticated tenant.' },
} as const satisfies Contract;
