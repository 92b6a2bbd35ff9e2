import type { Contract } from '../contract.ts';

export const getOpenApi = {
  operationId: 'getOpenApi',
  method: 'GET',
  path: '/api/openapi.json',
  summary: 'Get the OpenAPI document',
  description: 'Describes this API in OpenAPI 3.1. No credential is needed.',
  success: {
    status: 200,
    description: 'An OpenAPI 3.1 document.',
    schema: {
      type: 'object',
      examples: [{ openapi: '3.1.0', info: { title: 'Contact service', version: '0.1.0' }, paths: {} }],
    },
  },
  failures: {},
} as const satisfies Contract;
