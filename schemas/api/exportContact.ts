import type { FromSchema } from 'json-schema-to-ts';
import { contact } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { crmRecord } from '../crmRecord.ts';
import { duplicateReason } from '../duplicate.ts';
import { contactNotFound } from '../failures.ts';
import { identities } from '../identity.ts';
import { mergeEntry } from '../merge.ts';
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
    ...['contact', 'merges', 'statements', 'identities', 'removedIdentities', 'seenIdentities', 'resolutions'],
    ...['candidates', 'removedRecords', 'suggestions', 'history', 'responses', 'searchWords'],
  ],
  properties: {
    contact,
    merges: { type: 'array', description: 'What was merged into the contact.', items: mergeEntry },
    statements: {
      type: 'array',
      description:
        'What each source states, also where another source precedes it, or another contact has the address, and what ' +
        'people stated before a merge, for undoing it. A value of null is a statement that there is none.',
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
    resolutions: {
      type: 'array',
      description: 'The last lookups in the CRM: of the contact, and of what was merged into it.',
      items: resolution,
    },
    candidates: { type: 'array', description: 'The CRM records that these lookups found.', items: crmRecord },
    removedRecords: { ...keys, description: 'CRM records that a person unlinked: no machine links them again.' },
    suggestions: {
      type: 'array',
      description: 'Other contacts that may be the same person, or that a person stated to be another one.',
      items: {
        $id: 'ExportedSuggestion',
        type: 'object',
        additionalProperties: false,
        required: ['id', 'weight', 'reasons', 'dismissedAt'],
        properties: {
          id: { type: 'string', format: 'uuid', description: 'The id of the other contact.' },
          weight: { type: 'string', enum: ['strong', 'weak'] },
          reasons: { type: 'array', items: duplicateReason },
          dismissedAt: {
            type: ['string', 'null'],
            format: 'date-time',
            description: 'When a person stated that they are two persons, or merged them.',
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
    responses: {
      type: 'array',
      description: 'The last 100 responses that are stored for requests with an Idempotency-Key, for 24 hours each.',
      items: {
        $id: 'ExportedResponse',
        type: 'object',
        additionalProperties: false,
        required: ['body', 'expiresAt'],
        properties: {
          body: { type: 'string', maxLength: 400_000, description: 'JSON, as the caller got it.' },
          expiresAt: time,
        },
      },
    },
    searchWords: { ...keys, description: 'The words that find the contact.' },
  },
} as const;

export type ContactExport = FromSchema<typeof contactExport>;

const example = {
  contact: contact.examples[0],
  merges: [],
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
  resolutions: [],
  candidates: [],
  removedRecords: [],
  suggestions: [],
  history: { data: [] },
  responses: [],
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
