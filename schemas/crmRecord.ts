import type { FromSchema } from 'json-schema-to-ts';
import { externalRef } from './contact.ts';

const stringOrNull = { type: ['string', 'null'], maxLength: 200 } as const;
const strings = { type: 'array', items: { type: 'string', maxLength: 200 } } as const;

/** One person's record in the tenant's CRM. */
export const crmRecord = {
  $id: 'CrmRecord',
  type: 'object',
  description: "One person's record in the CRM.",
  additionalProperties: false,
  required: ['externalRef', 'firstName', 'lastName', 'emails', 'phones', 'companyName'],
  properties: {
    externalRef,
    firstName: stringOrNull,
    lastName: stringOrNull,
    emails: { ...strings, description: 'As written in the CRM.' },
    phones: { ...strings, description: 'As written in the CRM.' },
    companyName: stringOrNull,
  },
  examples: [
    {
      externalRef: '0035g00000AbCdEAAV',
      firstName: 'Henrik',
      lastName: 'Larsen',
      emails: ['henrik@acme-customer.de'],
      phones: ['0151 12345678'],
      companyName: 'Acme Customer',
    },
  ],
} as const;

export type CrmRecord = FromSchema<typeof crmRecord>;
