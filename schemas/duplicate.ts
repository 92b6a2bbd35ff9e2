import type { FromSchema } from 'json-schema-to-ts';
import { contact } from './contact.ts';
import { actor } from './parts.ts';

const weight = (description: string) => ({ type: 'string', enum: ['strong', 'weak'], description }) as const;

/** The id of a suggested pair. */
export const duplicateId = {
  type: 'string',
  maxLength: 73,
  format: 'duplicate-id',
  description: 'The ids of both contacts, with a dot between them.',
  examples: ['01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55.01939b8e-6d20-7e4b-8c71-3f808a7f2d66'],
} as const;

/** Why two contacts may be one person. */
export const duplicateReason = {
  $id: 'DuplicateReason',
  type: 'object',
  description:
    'Either an address or a CRM record that is stated of both contacts (value, since, by), or how much similar or ' +
    'different values say (score).',
  additionalProperties: false,
  required: ['field', 'weight', 'value', 'since', 'by', 'score'],
  properties: {
    field: {
      type: 'string',
      maxLength: 20,
      description:
        'What the reason is about: externalRef, a field of the name, companyName, or a kind of address. namesakes: ' +
        'other contacts that have the same name, too, so that it says less.',
    },
    weight: weight('strong: the address is verified or confirmed, or the record is linked. weak: all others.'),
    value: { type: ['string', 'null'], maxLength: 400, description: 'The address, or the id of the record.' },
    since: { type: ['string', 'null'], format: 'date-time', description: 'When it was stated.' },
    by: { ...actor, type: ['string', 'null'], description: 'Who or what stated it.' },
    score: {
      type: ['number', 'null'],
      description: 'In bits: each doubles how likely one person is, or halves it if it is negative.',
    },
  },
} as const;

/** Two contacts that may be one person, as responses show them. */
export const duplicate = {
  $id: 'Duplicate',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'weight', 'score', 'reasons', 'contacts'],
  properties: {
    id: { ...duplicateId, description: 'The id of this suggestion, for dismissing it.' },
    weight: weight('strong: at least one reason is strong.'),
    score: {
      type: ['number', 'null'],
      description: 'The sum of the scores of all reasons; null if no values are similar enough.',
    },
    reasons: { type: 'array', items: duplicateReason },
    contacts: { type: 'array', minItems: 2, maxItems: 2, items: contact, description: 'The older contact first.' },
  },
  examples: [
    {
      id: duplicateId.examples[0],
      weight: 'strong',
      score: 17.5,
      reasons: [
        {
          field: 'email',
          weight: 'strong',
          value: 'henrik@acme-customer.de',
          since: '2026-11-23T09:30:00.000Z',
          by: 'conversation:c-1',
          score: null,
        },
        { field: 'firstName', weight: 'weak', value: null, since: null, by: null, score: 7 },
        { field: 'lastName', weight: 'weak', value: null, since: null, by: null, score: 7 },
        { field: 'companyName', weight: 'weak', value: null, since: null, by: null, score: 3.5 },
      ],
      contacts: [
        contact.examples[0],
        { ...contact.examples[0], id: '01939b8e-6d20-7e4b-8c71-3f808a7f2d66', email: null, phone: null },
      ],
    },
  ],
} as const;

export type DuplicateBody = FromSchema<typeof duplicate>;
