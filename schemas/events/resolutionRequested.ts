import type { EventContract } from '../event.ts';

export const resolutionRequested = {
  detailType: 'contact.resolution_requested',
  description:
    "The service looks up the contact in the tenant's CRM now. It publishes this event itself, for example on " +
    '`POST /api/contacts/{id}/resolve`.',
  detail: {
    type: 'object',
    required: ['tenantId', 'contactId'],
    properties: {
      version: { const: 1, description: 'Version of this event; 1 if absent.' },
      tenantId: { type: 'string', format: 'uuid', description: 'Id of the tenant.' },
      contactId: { type: 'string', format: 'uuid', description: 'Id of the contact.' },
    },
    examples: [{ tenantId: '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10', contactId: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55' }],
  },
} as const satisfies EventContract;
