import { settableFields } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { crmRecord } from '../crmRecord.ts';

const { email, phone } = settableFields;

export const testCrmConnection = {
  operationId: 'testCrmConnection',
  method: 'POST',
  path: '/api/crm-connection/test',
  summary: 'Ask the CRM about an address',
  description:
    'Asks as it is asked for a contact, and answers what came back, read through the mapping: the records that are this ' +
    'person, and those that the CRM found besides. No contact is changed.',
  scope: 'crm:manage',
  body: {
    'application/json': {
      type: 'object',
      additionalProperties: false,
      properties: { email, phone },
      anyOf: [{ required: ['email'] }, { required: ['phone'] }],
    },
  },
  success: {
    status: 200,
    description: 'What the CRM answered.',
    schema: {
      $id: 'CrmTest',
      type: 'object',
      additionalProperties: false,
      required: ['outcome', 'matches', 'others'],
      properties: {
        outcome: {
          type: 'string',
          enum: ['match', 'ambiguous', 'nobody'],
          description: 'What it would mean for a contact.',
        },
        matches: { type: 'array', items: crmRecord, description: 'Records whose email or phone is the one asked for.' },
        others: { type: 'array', items: crmRecord, description: 'Records that the CRM found, but that have neither.' },
      },
    },
  },
  failures: {
    404: 'The tenant has no connection.',
    502: "The CRM's server did not answer as it should; the sentence says how.",
  },
} as const satisfies Contract;
