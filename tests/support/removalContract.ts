import type { Contract } from '../../schemas/contract.ts';

/** A contract with status 204. */
export const removal = {
  operationId: 'removeThing',
  method: 'DELETE',
  path: '/api/things',
  summary: 'Remove a thing',
  description: 'Removes it.',
  success: { status: 204, description: 'It is removed.' },
  failures: {},
} as const satisfies Contract;
