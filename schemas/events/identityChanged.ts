import type { EventContract } from '../event.ts';
import { identityKinds } from '../identity.ts';

const named = (description: string) =>
  ({
    type: 'object',
    required: ['kind', 'value'],
    description,
    properties: {
      kind: {
        type: 'string',
        enum: identityKinds,
        description: '`email`, `phone`, or the channel that the value is an id of.',
      },
      value: { type: 'string', maxLength: 254, description: 'The address, as the channel names its senders.' },
    },
  }) as const;

export const identityChanged = {
  detailType: 'channel.identity_changed',
  description:
    'A sender has another address from now on, for example a new WhatsApp number. The contact gets the new address and ' +
    'loses the former one. If the new one is that of another contact, nothing moves, and the service records that the ' +
    'two may be one person. If no message came from the former address before the change and no person stated it, the ' +
    'event is only logged.',
  detail: {
    type: 'object',
    required: ['tenantId', 'from', 'to', 'changedAt'],
    properties: {
      version: { const: 1, description: 'Version of this event; 1 if absent.' },
      tenantId: { type: 'string', format: 'uuid', description: 'Id of the tenant.' },
      from: named('The former address.'),
      to: named('The new address.'),
      changedAt: {
        type: 'string',
        format: 'date-time',
        description: 'When the address changed. The new one is verified since then.',
      },
    },
    examples: [
      {
        tenantId: '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10',
        from: { kind: 'whatsapp', value: 'BR.1502576394655843' },
        to: { kind: 'whatsapp', value: 'BR.2811093746551029' },
        changedAt: '2026-11-23T09:30:00.000Z',
      },
    ],
  },
} as const satisfies EventContract;
