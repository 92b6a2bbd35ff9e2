import type { Contract } from '../contract.ts';
import { crmConnection } from '../crmConnection.ts';

export const getCrmConnection = {
  operationId: 'getCrmConnection',
  method: 'GET',
  path: '/api/crm-connection',
  summary: "Get the tenant's connection to its CRM",
  description: 'How the CRM is asked, and whether it answers. Secrets are never answered.',
  scope: 'crm:manage',
  success: { status: 200, description: 'The connection.', schema: crmConnection },
  failures: { 404: 'The tenant has no connection.' },
} as const satisfies Contract;
