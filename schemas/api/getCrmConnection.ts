import type { Contract } from '../contract.ts';
import { crmConnection } from '../crmConnection.ts';
import { crmConnectionNotFound } from '../failures.ts';

export const getCrmConnection = {
  operationId: 'getCrmConnection',
  method: 'GET',
  path: '/api/crm-connection',
  summary: "Get the tenant's connection to its CRM",
  description: 'Returns the configuration and the status of the connection. Never returns secrets.',
  scope: 'crm:manage',
  success: { status: 200, description: 'The connection.', schema: crmConnection },
  failures: { 404: crmConnectionNotFound },
} as const satisfies Contract;
