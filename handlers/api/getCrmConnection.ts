import { getConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { crmConnectionAnswer } from '../../lib/http/crmConnectionAnswer.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { getCrmConnection } from '../../schemas/compiled/api/getCrmConnection.js';

/** GET /api/crm-connection: returns the connection to the tenant's CRM and its status. */
export const handler = endpoint(getCrmConnection, async ({ tenantId }) => ({
  body: crmConnectionAnswer(await getConnection(tenantId)),
}));
