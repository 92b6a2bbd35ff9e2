import type { EventContract } from '../event.ts';
import { identityKinds } from '../identity.ts';

const namedIdentity = {
  kind: { type: 'string', enum: identityKinds },
  value: { type: 'string', maxLength: 254 },
} as const;

export const messageReceived = {
  detailType: 'channel.message_received',
  description:
    'A message or a call arrived on a channel. Its sender becomes a contact, unless it is one already. If the address ' +
    'is only reported for a contact, the sender becomes another contact and takes it, and the service records that the ' +
    'two may be one person.',
  detail: {
    type: 'object',
    required: ['messageId', 'tenantId', 'channel', 'sender', 'conversationId', 'receivedAt'],
    properties: {
      version: { const: 1, description: 'Version of this event; 1 if absent.' },
      messageId: {
        type: 'string',
        minLength: 1,
        maxLength: 255,
        description: 'Id of the message. The sources of a contact show it as `message:<id>`.',
      },
      tenantId: { type: 'string', format: 'uuid', description: 'Id of the tenant.' },
      channel: {
        type: 'string',
        enum: ['email', 'chat', 'whatsapp', 'sms', 'voice'],
        description: 'The channel that the message came through.',
      },
      sender: {
        type: 'object',
        description: 'Who sent the message.',
        required: ['address'],
        properties: {
          address: {
            type: 'string',
            description:
              'An email address, a phone number or an id, as the channel names its senders; empty in a bounce. It may be ' +
              'a mailto, tel or sip URI, and have the name of the sender beside it: `"Anna Smith" <anna@example.com>`. ' +
              'One phone number is one person on WhatsApp, SMS and voice, in every spelling. Chat ids are ids of their ' +
              'channel. So are numbers without a country code, unless the tenant has a defaultCountry, and numbers that ' +
              'no numbering plan contains. An address that cannot be read is only logged.',
          },
          identities: {
            type: 'array',
            maxItems: 10,
            items: { type: 'object', required: ['kind', 'value'], properties: namedIdentity },
            description:
              'Other addresses of the same sender, which the channel states beside `address`, each with its `kind` ' +
              "(`email`, `phone` or a channel) and `value`. WhatsApp's business-scoped ids, those of parents and its " +
              'LIDs are ids of `whatsapp`. The message belongs to the contact that has the first of them, `address` ' +
              'first, not only as reported. That contact gets those that no other contact has or that are only ' +
              'reported for another. If another contact has one, the service records that the two may be one person.',
          },
          displayName: {
            type: ['string', 'null'],
            description:
              'The name that the sender chose, for example in the From header. Names from all other sources outrank ' +
              'it. Of several messages, the latest one with a name counts.',
          },
          profileName: {
            type: ['string', 'null'],
            description:
              "The sender's name in the channel. It is used if displayName is no name, and before a name beside the address.",
          },
          originalFrom: {
            type: ['string', 'null'],
            description:
              'On the email channel: the author, if a list or a form mailer put its own address into From ' +
              '(X-Original-From, X-Original-Sender). It counts as the address of the sender, so state it only if you ' +
              'trust the server that replaced From. A name may be beside it.',
          },
          replyTo: {
            type: ['string', 'null'],
            description:
              'On the email channel: the address in Reply-To. It is used if `address` is that of a no-reply sender, a ' +
              'form mailer or a list, and this one is not of the same organisation. Everybody can write any address ' +
              'there, so it is only reported: if no contact has it, it becomes a contact, and a contact that has it ' +
              'stays as it is.',
          },
        },
      },
      isAutomatic: {
        type: ['boolean', 'null'],
        description:
          'Whether a machine sent the message, or a list sent it to many (Auto-Submitted other than `no`, Precedence ' +
          '`bulk`, `list` or `junk`, List-Id). Such a message creates no contact, and changes none. Set it to false for a ' +
          'message of a person through a list that the event names in `originalFrom`.',
      },
      conversationId: {
        type: 'string',
        minLength: 1,
        description: 'Id of the conversation that the message belongs to.',
      },
      receivedAt: {
        type: 'string',
        format: 'date-time',
        description:
          'When the message was received. This time alone decides which of two messages is newer, not the order of ' +
          'delivery.',
      },
    },
    examples: [
      {
        messageId: 'm-1',
        tenantId: '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10',
        channel: 'email',
        sender: { address: 'grace@hopper-systems.de', displayName: 'Grace Hopper', profileName: null },
        conversationId: 'c-1',
        receivedAt: '2026-11-23T09:30:00.000Z',
      },
      {
        messageId: 'm-2',
        tenantId: '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10',
        channel: 'email',
        sender: {
          address: 'announce@lists.example.org',
          displayName: 'Jan Meier via Announce',
          originalFrom: 'Jan Meier <jan@example.com>',
          replyTo: 'announce@lists.example.org',
        },
        isAutomatic: false,
        conversationId: 'c-2',
        receivedAt: '2026-11-23T09:31:00.000Z',
      },
    ],
  },
} as const satisfies EventContract;
