import { settableFields } from '../contact.ts';
import type { EventContract } from '../event.ts';

const { firstName, lastName, email, companyName } = settableFields;

const phone = {
  ...settableFields.phone,
  maxLength: 100,
  format: 'visible',
  description:
    "Phone number, as people write it. One without a country code is a number of the tenant's `defaultCountry`. A text " +
    'that cannot be dialled from every country, or with an extension, is ignored.',
  examples: ['+49 151 12345678'],
} as const;

export const conversationUpdated = {
  detailType: 'conversation.updated',
  independent: 'facts',
  description:
    'A conversation stated facts about a contact. An email or phone that no contact has becomes a reported address of ' +
    'this contact: it is shown, but it does not decide who wrote a message. If another contact has it, it is not ' +
    'shown, and the service records that the two contacts may be one person, except for a phone that is only ' +
    "reported for both. An email at one of the tenant's own domains is ignored, and so is an invalid fact: the others " +
    'are stored. If a person has set or cleared an email or phone, no other becomes an address of the contact. An ' +
    'event about a contact that does not exist is only logged.',
  detail: {
    type: 'object',
    required: ['tenantId', 'contactId', 'facts', 'observedAt'],
    properties: {
      version: { const: 1, description: 'Version of this event; 1 if absent.' },
      tenantId: { type: 'string', format: 'uuid', description: 'Id of the tenant.' },
      contactId: {
        type: 'string',
        format: 'uuid',
        description: 'Id of the contact, or of a contact that was merged into it.',
      },
      conversationId: {
        type: ['string', 'null'],
        minLength: 1,
        maxLength: 255,
        description:
          'Id of the conversation. The sources of a contact then show the author of the facts as `conversation:<id>`, ' +
          'otherwise as `event:<id of the event>`.',
      },
      facts: {
        type: 'object',
        properties: { firstName, lastName, email, phone, companyName },
        description:
          'Only the facts that the conversation stated. A first and a last name of different authors are not combined: ' +
          'the later one counts. The other part comes from the next source that has the same name for the one that ' +
          'counts. Initials, or a part of the name that an event stated before, replace nothing.',
      },
      observedAt: {
        type: 'string',
        format: 'date-time',
        description: 'When the facts were observed. Of two facts about one field, the later one counts.',
      },
    },
    examples: [
      {
        tenantId: '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10',
        contactId: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55',
        conversationId: 'c-1',
        facts: { phone: '+4915112345678', companyName: 'Acme Customer' },
        observedAt: '2026-11-23T09:30:00.000Z',
      },
    ],
  },
} as const satisfies EventContract;
