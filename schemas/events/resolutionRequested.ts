import type { EventContract } from '../event.ts';

export const resolutionRequested = {
  detailType: 'contact.resolution_requested',
  description: 'A contact is to be looked up in the CRM of its tenant now. The service sends it to itself.',
  detail: {
    type: 'object',
    required: ['tenantId', 'contactId'],
    properties: {
      version: { const: 1, description: 'Of this form; 1 where it is absent.' },
      tenantId: { type: 'string', format: 'uuid' },
      contactId: { type: 'string', format: 'uuid' },
    },
  },
} as const satisfies EventContract;
