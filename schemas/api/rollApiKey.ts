import { apiKeyId, createdApiKey, rollInput } from '../apiKey.ts';
import type { Contract } from '../contract.ts';
import { apiKeyEnded, apiKeyNotFound, invalid, keyLimit } from '../failures.ts';
import { idempotencyKey } from '../parts.ts';

export const rollApiKey = {
  operationId: 'rollApiKey',
  method: 'POST',
  path: '/api/api-keys/{id}/roll',
  summary: 'Replace an API key by a new one',
  description:
    'The new key has the same name, kind and scopes. The old one works beside it for a while, so that its users can ' +
    'change over. It cannot be rolled again, and not by a credential that lacks its scopes.',
  scope: 'keys:manage',
  params: apiKeyId,
  headers: idempotencyKey,
  body: { 'application/json': rollInput },
  success: {
    status: 201,
    description: 'The new key.',
    schema: createdApiKey,
  },
  failures: {
    400: invalid('id must be the id of an API key', '/id'),
    404: apiKeyNotFound,
    409: apiKeyEnded,
    422: keyLimit,
  },
} as const satisfies Contract;
