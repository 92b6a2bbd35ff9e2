import { settableFields } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { crmRecord } from '../crmRecord.ts';
import { callsBusy, crmConnectionNotFound, crmFailed, invalid } from '../failures.ts';

const { email, phone } = settableFields;

export const testCrmConnection = {
  operationId: 'testCrmConnection',
  method: 'POST',
  path: '/api/crm-connection/test',
  summary: 'Test the connection with an email or phone',
  description:
    'Runs the lookups as for a contact and returns the records that the mapping reads from the results: those with this ' +
    'email or phone, and the others. Changes no contact. If the lookups succeed, a paused connection is used again.',
  scope: 'crm:manage',
  body: {
    'application/json': {
      type: 'object',
      additionalProperties: false,
      properties: { email, phone },
      anyOf: [{ required: ['email'] }, { required: ['phone'] }],
      examples: [{ email: 'henrik@acme-customer.de' }],
    },
  },
  success: {
    status: 200,
    description: 'The records that the CRM returned.',
    schema: {
      $id: 'CrmTest',
      type: 'object',
      additionalProperties: false,
      required: ['outcome', 'matches', 'others'],
      properties: {
        outcome: {
          type: 'string',
          enum: ['match', 'ambiguous', 'nobody'],
          description: 'What the lookup of a contact would result in.',
        },
        matches: { type: 'array', items: crmRecord, description: 'Records with the email or phone in the request.' },
        others: { type: 'array', items: crmRecord, description: 'All other records that the CRM returned.' },
      },
      examples: [{ outcome: 'match', matches: crmRecord.examples, others: [] }],
    },
  },
  failures: {
    400: invalid('the body must have at least one of email, phone', ''),
    404: crmConnectionNotFound,
    422: crmFailed,
    429: callsBusy,
  },
} as const satisfies Contract;
