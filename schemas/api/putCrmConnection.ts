import type { Contract } from '../contract.ts';
import { crmConnection, crmConnectionInput } from '../crmConnection.ts';
import { callsBusy, crmFailed, invalid } from '../failures.ts';

export const putCrmConnection = {
  operationId: 'putCrmConnection',
  method: 'PUT',
  path: '/api/crm-connection',
  summary: 'Connect the tenant to its CRM',
  description:
    'Verifies the connection first: the server must have the tool of every lookup, the arguments must match the schema of ' +
    'the tool, and the mapping must be able to read the result for a person who does not exist. Then replaces the previous ' +
    'connection and looks up every unresolved contact again, and the linked ones within a month. A lookup by externalRef ' +
    'that the preset supplies is left out if the tool does not support it. An omitted secret keeps its value if nothing ' +
    'else of url and auth changes.',
  scope: 'crm:manage',
  body: { 'application/json': crmConnectionInput },
  success: { status: 200, description: 'The new connection.', schema: crmConnection },
  failures: { 400: invalid('auth/token is missing', '/auth/token'), 422: crmFailed, 429: callsBusy },
} as const satisfies Contract;
