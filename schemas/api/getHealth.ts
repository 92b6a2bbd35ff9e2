import type { Contract } from '../contract.ts';

export const getHealth = {
  operationId: 'getHealth',
  method: 'GET',
  path: '/api/health',
  summary: 'Get the health of the service',
  description:
    'Responds if the service can be reached. No credential is needed. Reads no data, so it says nothing about the ' +
    'database.',
  success: {
    status: 200,
    description: 'The service can be reached.',
    headers: { 'cache-control': '`no-store`' },
    schema: {
      $id: 'Health',
      type: 'object',
      additionalProperties: false,
      required: ['status', 'version', 'commit'],
      properties: {
        status: { const: 'ok' },
        version: { type: 'string', maxLength: 50, description: 'The version of the service.' },
        commit: {
          type: ['string', 'null'],
          maxLength: 50,
          description:
            'The git commit that the service was built from, followed by `-dirty` if files differed from it; null if ' +
            'it is unknown.',
        },
      },
      examples: [{ status: 'ok', version: '0.1.0', commit: '8b7310b7a2f0f5a2a5c1c5a0a3c2b1d0e9f8a7b6' }],
    },
  },
  failures: {},
} as const satisfies Contract;
