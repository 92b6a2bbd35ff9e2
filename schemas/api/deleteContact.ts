import type { FromSchema } from 'json-schema-to-ts';
import type { Contract } from '../contract.ts';
import { contactNotFound, versionMismatch } from '../failures.ts';
import { contactId, ifMatch } from '../parts.ts';

const count = (description: string) => ({ type: 'integer', minimum: 0, description }) as const;

const erasure = {
  $id: 'Erasure',
  type: 'object',
  description: 'What was erased with a contact. The service keeps this receipt for 31 days, and no data of the person.',
  additionalProperties: false,
  required: ['id', 'erasedAt', 'erased'],
  properties: {
    id: { type: 'string', format: 'uuid', description: 'The id of the erased contact.' },
    erasedAt: { type: 'string', format: 'date-time' },
    erased: {
      type: 'object',
      description: 'How many stored items of each kind were erased.',
      additionalProperties: false,
      required: ['contact', 'identity', 'externalRef', 'resolution', 'duplicate', 'history', 'search', 'answer'],
      properties: {
        contact: count('The contact itself, with what each source states.'),
        identity: count('Claims of addresses.'),
        externalRef: count('Claims of a CRM record.'),
        resolution: count('Lookups in the CRM, with their candidates.'),
        duplicate: count('Suggestions that the contact and another one are one person.'),
        history: count('Changes in the history.'),
        search: count('Words that found the contact.'),
        answer: count('Responses to requests with an Idempotency-Key, of the last 24 hours.'),
      },
    },
  },
  examples: [
    {
      id: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55',
      erasedAt: '2026-11-26T15:04:05.678Z',
      erased: {
        contact: 1,
        identity: 2,
        externalRef: 1,
        resolution: 1,
        duplicate: 0,
        history: 3,
        search: 9,
        answer: 0,
      },
    },
  ],
} as const;

export type Erasure = FromSchema<typeof erasure>;

export const deleteContact = {
  operationId: 'deleteContact',
  method: 'DELETE',
  path: '/api/contacts/{id}',
  summary: 'Erase a contact',
  description:
    'Erases everything that is stored about one person, and returns a receipt. The addresses become free: a later ' +
    'message from one of them creates a new contact, but one that was sent before does not. Repeated within 31 days, ' +
    'the request returns the same receipt.',
  scope: 'contacts:erase',
  params: contactId,
  headers: ifMatch,
  success: { status: 200, description: 'The receipt.', schema: erasure },
  failures: { 404: contactNotFound, 412: versionMismatch },
} as const satisfies Contract;
