import type { Contract } from '../contract.ts';
import { duplicateId } from '../duplicate.ts';
import { duplicateNotFound, invalid } from '../failures.ts';

export const dismissDuplicate = {
  operationId: 'dismissDuplicate',
  method: 'DELETE',
  path: '/api/contacts/duplicates/{id}',
  summary: 'Dismiss a suggested duplicate',
  description:
    'States that two contacts are two persons. The pair is not suggested again, for whatever reason. To dismiss it again ' +
    'changes nothing. A key of kind agent cannot dismiss a pair.',
  scope: 'contacts:write',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['id'],
    properties: { id: { ...duplicateId, description: 'The id of the suggestion: both contacts, in any order.' } },
  },
  success: { status: 204, description: 'The pair is dismissed.' },
  failures: { 400: invalid('id must be the id of a suggestion', '/id'), 404: duplicateNotFound },
} as const satisfies Contract;
