import { getConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { toCrmConnectionBody } from '../../lib/http/crmConnectionBody.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { getCrmConnection } from '../../schemas/compiled/api/getCrmConnection.js';

/** GET /api/crm-connection: the configuration and the status of the tenant's connection, without secrets. */
export const handler = endpoint(getCrmConnection, async ({ tenantId }) => ({
  body: toCrmConnectionBody(await getConnection(tenantId)),
}));
