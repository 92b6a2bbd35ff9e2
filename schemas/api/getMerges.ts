import type { Contract } from '../contract.ts';
import { contactNotFound } from '../failures.ts';
import { mergedContactExample, mergeEntry } from '../merge.ts';
import { contactId, survivorHeaders } from '../parts.ts';

export const getMerges = {
  operationId: 'getMerges',
  method: 'GET',
  path: '/api/contacts/{id}/merges',
  summary: 'List what was merged into a contact',
  description: 'All merges that can be undone, in the order in which they count: at most 20.',
  scope: 'contacts:read',
  params: contactId,
  success: {
    status: 200,
    description: 'The merges.',
    headers: survivorHeaders,
    schema: {
      $id: 'Merges',
      type: 'object',
      additionalProperties: false,
      required: ['data'],
      properties: {
        data: {
          type: 'array',
          items: mergeEntry,
        },
      },
      examples: [
        {
          data: [
            {
              contact: { ...mergedContactExample, id: '01939b8e-6d20-7e4b-8c71-3f808a7f2d66' },
              mergedInto: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55',
              at: '2026-11-23T09:31:12.345Z',
              by: 'key:0123456789ab',
            },
          ],
        },
      ],
    },
  },
  failures: { 404: contactNotFound },
} as const satisfies Contract;
