import { removeConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { forgetSecret } from '../../lib/secrets/secrets.ts';
import { deleteCrmConnection } from '../../schemas/compiled/api/deleteCrmConnection.js';

/** DELETE /api/crm-connection: disconnects the CRM and deletes its secrets. */
export const handler = endpoint(deleteCrmConnection, async ({ tenantId }) => {
  const { secretName } = await removeConnection(tenantId);
  await forgetSecret(secretName);
  return { body: {} };
});
