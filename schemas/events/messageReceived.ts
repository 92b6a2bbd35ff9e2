import type { EventContract } from '../event.ts';

export const messageReceived = {
  detailType: 'channel.message_received',
  description: 'Somebody wrote or called. Who it was becomes a contact.',
  detail: {
    type: 'object',
    required: ['messageId', 'tenantId', 'channel', 'sender', 'conversationId', 'receivedAt'],
    properties: {
      version: { const: 1, description: 'Of this form; 1 where it is absent.' },
      messageId: { type: 'string', minLength: 1, maxLength: 255 },
      tenantId: { type: 'string', format: 'uuid' },
      channel: { type: 'string', enum: ['email', 'chat', 'whatsapp', 'sms', 'voice'] },
      sender: {
        type: 'object',
        required: ['address'],
        properties: {
          address: {
            type: 'string',
            maxLength: 254,
            description: 'Email address, phone number or id, as the channel names its senders; empty in a bounce.',
          },
          displayName: { type: ['string', 'null'], description: 'As the sender gives it, for example in From.' },
          profileName: {
            type: 'string',
            description: 'As the channel knows the sender; counts without a displayName.',
          },
        },
      },
      conversationId: { type: 'string', minLength: 1 },
      receivedAt: {
        type: 'string',
        format: 'date-time',
        description: 'Of two messages the later one names the sender.',
      },
    },
  },
} as const satisfies EventContract;
