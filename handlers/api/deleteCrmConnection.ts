import { audit } from '../../lib/audit.ts';
import { removeConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { removeSecret } from '../../lib/secrets/secrets.ts';
import { deleteCrmConnection } from '../../schemas/compiled/api/deleteCrmConnection.js';

/** DELETE /api/crm-connection: deletes the connection and its secrets. */
export const handler = endpoint(deleteCrmConnection, async ({ tenantId, actor }) => {
  const { secretName } = await removeConnection(tenantId);
  audit('crm_connection.deleted', { tenantId, actor });
  if (secretName) await removeSecret(secretName);
  return { body: {} };
});
