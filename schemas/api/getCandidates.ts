import type { Contract } from '../contract.ts';
import { crmRecord } from '../crmRecord.ts';
import { contactNotFound } from '../failures.ts';
import { contactId, survivorHeaders } from '../parts.ts';

export const getCandidates = {
  operationId: 'getCandidates',
  method: 'GET',
  path: '/api/contacts/{id}/candidates',
  summary: 'Get the CRM records that may be a contact',
  description:
    'If several CRM records have the email or phone of an unresolved contact, these are up to ten of them. A person ' +
    'can choose one and link it. In all other cases, the list is empty.',
  scope: 'contacts:read',
  params: contactId,
  success: {
    status: 200,
    description: 'The candidates for a link.',
    headers: survivorHeaders,
    schema: {
      $id: 'Candidates',
      type: 'object',
      additionalProperties: false,
      required: ['data'],
      properties: { data: { type: 'array', items: crmRecord } },
      examples: [{ data: crmRecord.examples }],
    },
  },
  failures: { 404: contactNotFound },
} as const satisfies Contract;
