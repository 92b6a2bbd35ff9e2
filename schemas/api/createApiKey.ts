import { apiKeyInput, createdApiKey } from '../apiKey.ts';
import type { Contract } from '../contract.ts';
import { invalid, keyLimit } from '../failures.ts';
import { idempotencyKey } from '../parts.ts';

export const createApiKey = {
  operationId: 'createApiKey',
  method: 'POST',
  path: '/api/api-keys',
  summary: 'Create an API key',
  description:
    'The response has the key itself, which no other response shows. The key cannot have scopes that the credential of ' +
    'the request lacks, and a key of kind agent can only create keys of kind agent.',
  scope: 'keys:manage',
  headers: idempotencyKey,
  body: { 'application/json': apiKeyInput },
  success: {
    status: 201,
    description: 'The key was created.',
    schema: createdApiKey,
  },
  failures: { 400: invalid('expiresAt must be in the future', '/expiresAt'), 422: keyLimit },
} as const satisfies Contract;
