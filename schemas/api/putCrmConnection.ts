import type { Contract } from '../contract.ts';
import { crmConnection, crmConnectionInput } from '../crmConnection.ts';

export const putCrmConnection = {
  operationId: 'putCrmConnection',
  method: 'PUT',
  path: '/api/crm-connection',
  summary: 'Connect the tenant to its CRM',
  description:
    'Asks the server first: it must have every tool that a lookup names, the arguments must fit the tool, and a lookup of ' +
    'somebody who is not there must be answered in a way that the mapping understands. Then it takes the place of the ' +
    'connection there was, and every unresolved contact is looked up anew. A secret that is left out stays as it is, as ' +
    'long as nothing else about url and auth changes.',
  scope: 'crm:manage',
  body: { 'application/json': crmConnectionInput },
  success: { status: 200, description: 'The connection as it is now.', schema: crmConnection },
  failures: { 502: "The CRM's server did not answer as it should; the sentence says how." },
} as const satisfies Contract;
