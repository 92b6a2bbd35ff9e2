import type { FromSchema } from 'json-schema-to-ts';
import { externalRef } from './contact.ts';

const orNull = { type: ['string', 'null'] } as const;
const texts = { type: 'array', items: { type: 'string' } } as const;

/** One person as the tenant's CRM has them. */
export const crmRecord = {
  $id: 'CrmRecord',
  type: 'object',
  description: 'One person as the CRM has them.',
  additionalProperties: false,
  required: ['externalRef', 'firstName', 'lastName', 'emails', 'phones', 'companyName'],
  properties: {
    externalRef,
    firstName: orNull,
    lastName: orNull,
    emails: { ...texts, description: 'As the CRM writes them.' },
    phones: { ...texts, description: 'As the CRM writes them.' },
    companyName: orNull,
  },
} as const;

export type CrmRecord = FromSchema<typeof crmRecord>;
