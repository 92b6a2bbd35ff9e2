import { apiKeyId } from '../apiKey.ts';
import type { Contract } from '../contract.ts';
import { apiKeyNotFound, invalid } from '../failures.ts';

export const revokeApiKey = {
  operationId: 'revokeApiKey',
  method: 'DELETE',
  path: '/api/api-keys/{id}',
  summary: 'Revoke an API key',
  description:
    'The key stops working for good, everywhere within 60 seconds. To revoke it again changes nothing. A credential can ' +
    'revoke itself. A key of kind agent cannot revoke one of kind person.',
  scope: 'keys:manage',
  params: apiKeyId,
  success: { status: 204, description: 'The key is revoked.' },
  failures: { 400: invalid('id must be the id of an API key', '/id'), 404: apiKeyNotFound },
} as const satisfies Contract;
