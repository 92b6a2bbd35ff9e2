import type { FromSchema } from 'json-schema-to-ts';
import { changeableFields } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { contactNotFound, invalid } from '../failures.ts';
import { actor, contactId, pageOf, source, survivorHeaders } from '../parts.ts';

const value = { type: ['string', 'null'], maxLength: 254 } as const;

/** One change of a contact, as responses show it. */
export const historyChange = {
  $id: 'HistoryChange',
  type: 'object',
  description: 'One change of a contact.',
  additionalProperties: false,
  required: ['version', 'at', 'actor', 'requestId', 'changes'],
  properties: {
    version: {
      type: 'integer',
      minimum: 1,
      description: 'The version that the change made. Version 1 is the creation.',
    },
    at: { type: 'string', format: 'date-time', description: 'When the contact was changed.' },
    actor: {
      ...actor,
      description:
        'Who changed the contact: `key:`, `user:`, `agent:`, `message:`, `conversation:`, `event:`, `crm:` or `domain:`, ' +
        'followed by an id. `message:` is followed by the id of the message.',
    },
    requestId: {
      type: 'string',
      maxLength: 13,
      pattern: '^[0-9a-f]{8}-[0-9a-f]{4}$',
      description:
        'The beginning of the x-request-id of the request that changed the contact. Of an event, the beginning of the id ' +
        'of its delivery in the logs of the service.',
    },
    merge: {
      type: 'object',
      description: 'Present if the change is a merge, or undoes one.',
      additionalProperties: false,
      required: ['action', 'contactId'],
      properties: {
        action: {
          type: 'string',
          enum: ['merged', 'unmerged', 'merged_into', 'unmerged_from'],
          description:
            'merged: the other contact was merged into this one. unmerged: that merge was undone. merged_into: this ' +
            'contact was merged into the other one. unmerged_from: that merge was undone.',
        },
        contactId: { type: 'string', format: 'uuid', description: 'The id of the other contact.' },
      },
    },
    changes: {
      type: 'array',
      description: 'The fields that changed.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['field', 'before', 'after', 'source'],
        properties: {
          field: { type: 'string', enum: changeableFields },
          before: { ...value, description: 'What callers saw before; null in a new contact.' },
          after: { ...value, description: 'What callers saw after the change.' },
          source: {
            ...source,
            type: ['string', 'null'],
            enum: [...source.enum, null],
            description: 'The source of the value after the change; null if no source states one.',
          },
        },
      },
    },
  },
} as const;

export type HistoryChange = FromSchema<typeof historyChange>;

const example = {
  version: 2,
  at: '2026-11-23T09:31:12.345Z',
  actor: 'key:0123456789ab',
  requestId: '5f0c8a3e-91d4',
  changes: [{ field: 'firstName', before: 'Henrik', after: 'Henrik B.', source: 'manual' }],
};

export const getHistory = {
  operationId: 'getHistory',
  method: 'GET',
  path: '/api/contacts/{id}/history',
  summary: 'Get the history of a contact',
  description:
    'All changes that callers could see, the newest first, in pages. A change appears a moment after it was made.',
  scope: 'contacts:read',
  params: contactId,
  query: {
    type: 'object',
    additionalProperties: false,
    properties: {
      ...pageOf('changes'),
    },
  },
  success: {
    status: 200,
    description: 'One page of changes.',
    headers: survivorHeaders,
    schema: {
      $id: 'HistoryPage',
      type: 'object',
      additionalProperties: false,
      required: ['data'],
      properties: {
        data: { type: 'array', items: historyChange },
        nextCursor: { type: 'string', maxLength: 1000, description: 'Absent on the last page.' },
      },
      examples: [{ data: [example], nextCursor: 'AAAAAAACbmMN3fLkSY4' }],
    },
  },
  failures: { 400: invalid('limit must be at most 100', '/limit'), 404: contactNotFound },
} as const satisfies Contract;
