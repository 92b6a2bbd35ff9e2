import type { Contract } from '../contract.ts';
import { crmConnectionNotFound } from '../failures.ts';

export const deleteCrmConnection = {
  operationId: 'deleteCrmConnection',
  method: 'DELETE',
  path: '/api/crm-connection',
  summary: 'Disconnect the tenant from its CRM',
  description: 'Deletes the connection and its secrets. Data that contacts got from the CRM stays.',
  scope: 'crm:manage',
  success: {
    status: 200,
    description: 'The connection was deleted.',
    schema: { type: 'object', additionalProperties: false, properties: {}, examples: [{}] },
  },
  failures: { 404: crmConnectionNotFound },
} as const satisfies Contract;
