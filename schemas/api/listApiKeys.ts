import { apiKey } from '../apiKey.ts';
import type { Contract } from '../contract.ts';

export const listApiKeys = {
  operationId: 'listApiKeys',
  method: 'GET',
  path: '/api/api-keys',
  summary: 'List the API keys',
  description:
    'Returns all keys of the tenant in one page, the newest first, without their secrets. A key that was revoked or has ' +
    'expired is listed for 30 more days.',
  scope: 'keys:manage',
  success: {
    status: 200,
    description: 'The API keys.',
    schema: {
      $id: 'ApiKeyList',
      type: 'object',
      additionalProperties: false,
      required: ['data'],
      properties: { data: { type: 'array', items: apiKey } },
      examples: [{ data: apiKey.examples }],
    },
  },
  failures: {},
} as const satisfies Contract;
