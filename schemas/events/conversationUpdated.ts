import { settableFields } from '../contact.ts';
import type { EventContract } from '../event.ts';

const { firstName, lastName, email, phone, companyName } = settableFields;

export const conversationUpdated = {
  detailType: 'conversation.updated',
  description: 'A conversation told something about the person: only the facts that it told.',
  detail: {
    type: 'object',
    required: ['tenantId', 'contactId', 'facts', 'observedAt'],
    properties: {
      version: { const: 1, description: 'Of this form; 1 where it is absent.' },
      tenantId: { type: 'string', format: 'uuid' },
      contactId: { type: 'string', format: 'uuid' },
      facts: { type: 'object', properties: { firstName, lastName, email, phone, companyName } },
      observedAt: {
        type: 'string',
        format: 'date-time',
        description: 'Of two facts about one field the later one counts.',
      },
    },
  },
} as const satisfies EventContract;
