import type { FromSchema } from 'json-schema-to-ts';
import { contact } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { crmRecord } from '../crmRecord.ts';
import { contactNotFound } from '../failures.ts';
import { identities } from '../identity.ts';
import { actor, contactId, source, survivorHeaders } from '../parts.ts';
import { historyChange } from './getHistory.ts';
import { resolution } from './getSources.ts';

const time = { type: 'string', format: 'date-time' } as const;
const key = { type: 'string', maxLength: 300 } as const;
const keys = { type: 'array', items: key } as const;

const contactExport = {
  $id: 'ContactExport',
  type: 'object',
  description: 'Everything that is stored about one person.',
  additionalProperties: false,
  required: [
    ...['contact', 'statements', 'identities', 'removedIdentities', 'seenIdentities', 'resolution', 'candidates'],
    ...['removedRecords', 'suggestions', 'history', 'searchWords'],
  ],
  properties: {
    contact,
    statements: {
      type: 'array',
      description:
        'What each source states, also where another source precedes it, or another contact has the address. A value ' +
        'of null is a statement that there is none.',
      items: {
        $id: 'Statement',
        type: 'object',
        additionalProperties: false,
        required: ['contactId', 'source', 'field', 'value', 'since', 'by'],
        properties: {
          contactId: {
            type: 'string',
            format: 'uuid',
            description: 'The contact that it was stated of: this one, or one that was merged into it.',
          },
          source,
          field: { type: 'string', enum: ['firstName', 'lastName', 'email', 'phone', 'companyName'] },
          value: { type: ['string', 'null'], maxLength: 254 },
          since: time,
          by: actor,
        },
      },
    },
    identities,
    removedIdentities: { ...keys, description: 'Addresses that a person removed: no machine gives them back.' },
    seenIdentities: { ...keys, description: 'Addresses that messages from the others also named.' },
    resolution,
    candidates: { type: 'array', description: 'The CRM records that the last lookup found.', items: crmRecord },
    removedRecords: { ...keys, description: 'CRM records that a person unlinked: no machine links them again.' },
    suggestions: {
      type: 'array',
      description: 'Other contacts that may be the same person.',
      items: {
        $id: 'ExportedSuggestion',
        type: 'object',
        additionalProperties: false,
        required: ['id', 'weight', 'reasons', 'dismissedAt'],
        properties: {
          id: { type: 'string', format: 'uuid', description: 'The id of the other contact.' },
          weight: { type: 'string', enum: ['strong', 'weak'] },
          reasons: {
            type: 'array',
            description: 'What the two have in common.',
            items: {
              $id: 'ExportedReason',
              type: 'object',
              additionalProperties: false,
              required: ['field', 'value', 'at', 'by'],
              properties: { field: { type: 'string', maxLength: 20 }, value: key, at: time, by: actor },
            },
          },
          dismissedAt: {
            type: ['string', 'null'],
            format: 'date-time',
            description: 'When a person stated that they are two persons.',
          },
        },
      },
    },
    history: {
      $id: 'ExportedHistory',
      type: 'object',
      description: 'The last 1,000 changes. `nextCursor` continues them in `GET /api/contacts/{id}/history`.',
      additionalProperties: false,
      required: ['data'],
      properties: {
        data: { type: 'array', items: historyChange },
        nextCursor: { type: 'string', maxLength: 1000, description: 'Absent where there are no more.' },
      },
    },
    searchWords: { ...keys, description: 'The words that find the contact.' },
  },
} as const;

export type ContactExport = FromSchema<typeof contactExport>;

const example = {
  contact: contact.examples[0],
  statements: [
    {
      contactId: contact.examples[0].id,
      ...{ source: 'manual', field: 'firstName', value: 'Henrik B.' },
      ...{ since: '2026-11-23T09:31:12.345Z', by: 'key:0123456789ab' },
    },
  ],
  identities: identities.examples[0],
  removedIdentities: ['email#henrik@old.example'],
  seenIdentities: [],
  resolution: null,
  candidates: [],
  removedRecords: [],
  suggestions: [],
  history: { data: [] },
  searchWords: ['henrik', 'larsen'],
};

export const exportContact = {
  operationId: 'exportContact',
  method: 'GET',
  path: '/api/contacts/{id}/export',
  summary: 'Export everything about one person',
  description:
    'Returns everything that is stored about one person, for a request by that person (GDPR, articles 15 and 20). ' +
    'What `DELETE /api/contacts/{id}` erases is what this shows.',
  scope: 'contacts:read',
  params: contactId,
  success: {
    status: 200,
    description: 'Everything about the person.',
    headers: survivorHeaders,
    schema: { ...contactExport, examples: [example] },
  },
  failures: { 404: contactNotFound },
} as const satisfies Contract;
