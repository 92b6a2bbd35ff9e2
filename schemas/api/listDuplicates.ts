import type { Contract } from '../contract.ts';
import { duplicate } from '../duplicate.ts';
import { invalid } from '../failures.ts';
import { pageOf } from '../parts.ts';

export const listDuplicates = {
  operationId: 'listDuplicates',
  method: 'GET',
  path: '/api/contacts/duplicates',
  summary: 'List suggested duplicates',
  description:
    'Returns pairs of contacts that may be one person, in pages: the strong ones first, and those of the oldest contacts. ' +
    'A pair is strong if an address that is verified or confirmed for one contact, or its CRM record, is stated of the ' +
    'other one, too. It is weak if only third parties state that, or if names, emails and company are similar. Nothing ' +
    'merges contacts by itself. A pair that a person dismissed is not suggested again, nor one of which a person removed ' +
    'an address from one contact that the other one has. A page may have fewer pairs than limit, or none, although there ' +
    'is a next one. A change has its suggestions a few seconds later.',
  scope: 'contacts:read',
  query: { type: 'object', additionalProperties: false, properties: pageOf('pairs') },
  success: {
    status: 200,
    description: 'One page of pairs.',
    schema: {
      $id: 'DuplicatePage',
      type: 'object',
      additionalProperties: false,
      required: ['data'],
      properties: {
        data: { type: 'array', items: duplicate },
        nextCursor: { type: 'string', maxLength: 1000, description: 'Absent on the last page.' },
      },
      examples: [{ data: duplicate.examples, nextCursor: 'AZObjlwffTqbYC9_D24cVdQ2mXk1q0aP' }],
    },
  },
  failures: { 400: invalid('limit must be at most 100', '/limit') },
} as const satisfies Contract;
