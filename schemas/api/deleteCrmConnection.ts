import type { Contract } from '../contract.ts';

export const deleteCrmConnection = {
  operationId: 'deleteCrmConnection',
  method: 'DELETE',
  path: '/api/crm-connection',
  summary: 'Disconnect the tenant from its CRM',
  description: 'The connection and its secrets are gone. What the CRM has said of contacts stays.',
  scope: 'crm:manage',
  success: {
    status: 200,
    description: 'There is no connection.',
    schema: { type: 'object', additionalProperties: false, properties: {} },
  },
  failures: { 404: 'The tenant has no connection.' },
} as const satisfies Contract;
