import type { FromSchema } from 'json-schema-to-ts';
import type { Contract } from '../contract.ts';
import { contactId, survivorHeaders } from '../parts.ts';

const value = { type: ['string', 'null'] } as const;
const since = {
  type: ['string', 'null'],
  format: 'date-time',
  description: 'When it was said, or observed by a machine.',
} as const;
const by = {
  type: ['string', 'null'],
  description: 'Who said so: `key:` or `user:` with an id, `message:`, `event:`, `crm:` or `domain:`.',
} as const;
const source = { type: 'string', enum: ['manual', 'crm', 'conversation', 'sender', 'domain'] } as const;

const fieldSources = {
  $id: 'FieldSources',
  type: 'object',
  description: 'Where the value of one field comes from, and what other sources say.',
  additionalProperties: false,
  required: ['value', 'source', 'since', 'by', 'others'],
  properties: {
    value,
    source: {
      ...source,
      type: ['string', 'null'],
      enum: [...source.enum, null],
      description: 'null: nobody says anything.',
    },
    since,
    by,
    others: {
      type: 'array',
      description: 'What sources that count less say, in the order in which they count.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['source', 'value', 'since', 'by'],
        properties: { source, value, since, by },
      },
    },
  },
} as const;

export type FieldSources = FromSchema<typeof fieldSources>;

const resolution = {
  $id: 'ResolutionAttempt',
  type: ['object', 'null'],
  description: 'The last time that the contact was looked up in the CRM; null if it never was.',
  additionalProperties: false,
  required: ['attemptedAt', 'outcome', 'reason', 'nextAttemptAt'],
  properties: {
    attemptedAt: { type: 'string', format: 'date-time' },
    outcome: {
      type: 'string',
      enum: ['match', 'ambiguous', 'nobody', 'taken', 'failed', 'postponed'],
      description:
        'ambiguous: several records have the email or phone. taken: the record is another contact already. ' +
        'failed: the CRM did not answer. postponed: it is left alone for a while.',
    },
    reason: { type: ['string', 'null'], description: 'Why it failed, or which contact the record is.' },
    nextAttemptAt: {
      type: ['string', 'null'],
      format: 'date-time',
      description: 'When it is looked up again, if nothing changes before.',
    },
  },
} as const;

export type ResolutionAttempt = FromSchema<typeof resolution>;

export const getSources = {
  operationId: 'getSources',
  method: 'GET',
  path: '/api/contacts/{id}/sources',
  summary: 'Get where the values of a contact come from',
  description:
    'For each field the value that counts, which source says it, since when and by whom, and what other sources say. ' +
    'manual counts before crm, crm before conversation, conversation before sender, sender before domain. And what came of ' +
    'the last lookup in the CRM.',
  scope: 'contacts:read',
  params: contactId,
  success: {
    status: 200,
    description: 'The sources of each field.',
    headers: survivorHeaders,
    schema: {
      $id: 'Sources',
      type: 'object',
      additionalProperties: false,
      required: ['firstName', 'lastName', 'email', 'phone', 'companyName', 'resolution'],
      properties: {
        firstName: fieldSources,
        lastName: fieldSources,
        email: fieldSources,
        phone: fieldSources,
        companyName: fieldSources,
        resolution,
      },
    },
  },
  failures: { 404: 'No contact with that id exists in the authenticated tenant.' },
} as const satisfies Contract;
