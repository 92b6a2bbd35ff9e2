import { getConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { crmConnectionAnswer } from '../../lib/http/crmConnectionAnswer.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { getCrmConnection } from '../../schemas/compiled/api/getCrmConnection.js';

/** GET /api/crm-connection: the configuration and the status of the tenant's connection, without secrets. */
export const handler = endpoint(getCrmConnection, async ({ tenantId }) => ({
  body: crmConnectionAnswer(await getConnection(tenantId)),
}));
