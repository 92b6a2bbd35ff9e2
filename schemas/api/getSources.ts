import type { FromSchema } from 'json-schema-to-ts';
import type { Contract } from '../contract.ts';
import { contactNotFound } from '../failures.ts';
import { actor, contactId, reason, source, survivorHeaders } from '../parts.ts';

const value = { type: ['string', 'null'], maxLength: 254 } as const;
const since = {
  type: ['string', 'null'],
  format: 'date-time',
  description: 'When the source stated the value. For a machine, when it was observed.',
} as const;
const by = {
  ...actor,
  type: ['string', 'null'],
  description:
    'Who stated the value: `key:`, `user:`, `agent:`, `message:`, `conversation:`, `event:`, `crm:` or `domain:`, ' +
    'followed by an id.',
} as const;

const mergedFrom = {
  type: 'string',
  format: 'uuid',
  description: 'Present if the value comes from a contact that was merged into this one: its id.',
} as const;

const fieldSources = {
  $id: 'FieldSources',
  type: 'object',
  description: 'Where the value of one field comes from, and the values of other sources.',
  additionalProperties: false,
  required: ['value', 'source', 'since', 'by', 'others'],
  properties: {
    value,
    source: {
      ...source,
      type: ['string', 'null'],
      enum: [...source.enum, null],
      description:
        'The source of the value; null if no source states one. Of a part of a name that the source of the other part ' +
        'leaves open, it is that source.',
    },
    since,
    by,
    mergedFrom,
    others: {
      type: 'array',
      description: 'The values of sources with lower precedence, in order of precedence.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['source', 'value', 'since', 'by'],
        properties: { source, value, since, by, mergedFrom },
      },
    },
  },
} as const;

export type FieldSources = FromSchema<typeof fieldSources>;

/** The last lookup of a contact, as responses show it. */
export const resolution = {
  $id: 'ResolutionAttempt',
  type: ['object', 'null'],
  description: 'The last lookup of the contact in the CRM; null if there was none.',
  additionalProperties: false,
  required: ['attemptedAt', 'outcome', 'reason', 'nextAttemptAt'],
  properties: {
    attemptedAt: { type: 'string', format: 'date-time' },
    outcome: {
      type: 'string',
      enum: ['match', 'ambiguous', 'nobody', 'refused', 'taken', 'not_found', 'gone', 'failed', 'postponed'],
      description:
        'match: one record is the contact, or the linked record was found. ambiguous: several records have the email or ' +
        'phone. nobody: no record has them. refused: only records have them that a person unlinked from the contact. taken: the record is already linked to another contact. not_found: no ' +
        'lookup found the linked record, which may exist nevertheless. gone: the linked record was found before, and ' +
        'does not exist any more. failed: the CRM did not answer correctly. postponed: lookups are paused, because ' +
        'the CRM failed repeatedly or limits requests.',
    },
    reason: {
      ...reason,
      description: 'Why the lookup failed or was impossible, or which contact the record is linked to.',
    },
    nextAttemptAt: {
      type: ['string', 'null'],
      format: 'date-time',
      description:
        'When the next lookup is due, unless the contact changes before. Linked contacts are looked up monthly.',
    },
  },
} as const;

export type ResolutionAttempt = FromSchema<typeof resolution>;

const nothing = { value: null, source: null, since: null, by: null, others: [] };
const byMessage = { source: 'sender', since: '2026-11-23T09:30:00.000Z', by: 'message:m-1' };
const byPerson = { source: 'manual', since: '2026-11-23T09:31:12.345Z', by: 'key:0123456789ab' };

const example = {
  firstName: { value: 'Henrik B.', ...byPerson, others: [{ value: 'Henrik', ...byMessage }] },
  lastName: { value: 'Larsen', ...byPerson, others: [{ value: 'Larsen', ...byMessage }] },
  email: { value: 'henrik@acme-customer.de', ...byMessage, others: [] },
  phone: nothing,
  companyName: {
    value: 'Acme Customer',
    source: 'domain',
    since: '2026-11-23T09:30:00.000Z',
    by: 'domain:acme-customer.de',
    others: [],
  },
  resolution: {
    attemptedAt: '2026-11-23T09:30:02.000Z',
    outcome: 'nobody',
    reason: null,
    nextAttemptAt: '2026-11-23T10:30:02.000Z',
  },
};

export const getSources = {
  operationId: 'getSources',
  method: 'GET',
  path: '/api/contacts/{id}/sources',
  summary: 'Get the sources of the values of a contact',
  description:
    'Each field has the value that callers see, its source, since when and by whom it is stated, and the values of ' +
    'other sources. The precedence is manual, crm, agent, conversation, domain, sender; for email and phone, sender ' +
    'comes before conversation. The response also has the result of the last lookup in the CRM.',
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
      examples: [example],
    },
  },
  failures: { 404: contactNotFound },
} as const satisfies Contract;
