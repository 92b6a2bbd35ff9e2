import { contactChange } from '../contactChange.ts';
import type { EventContract } from '../event.ts';

const { id, tenantId, contactId } = contactChange('', 'erased', []).properties;

export const contactErased = {
  detailType: 'contact.erased',
  description:
    'The service publishes this event when a contact was erased. Consumers then erase what they have stored about the ' +
    'contact. Who erased it is in the audit log.',
  detail: {
    type: 'object',
    required: ['id', 'tenantId', 'contactId', 'version', 'changedAt'],
    properties: {
      id,
      tenantId,
      contactId,
      version: { type: 'integer', description: 'One more than the last version of the contact.' },
      changedAt: { type: 'string', format: 'date-time', description: 'When the contact was erased, to the second.' },
    },
    examples: [
      {
        id: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55:4:erased',
        tenantId: '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10',
        contactId: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55',
        version: 4,
        changedAt: '2026-11-26T15:04:05.000Z',
      },
    ],
  },
} as const satisfies EventContract;
