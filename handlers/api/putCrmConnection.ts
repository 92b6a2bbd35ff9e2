import { audit } from '../../lib/audit.ts';
import { secretPathOf } from '../../lib/contacts/secretPaths.ts';
import { verifyConnection } from '../../lib/crm/verifyConnection.ts';
import { withCallLease } from '../../lib/dynamo/tenants/callLeases.ts';
import { findConnection, newConnection, putConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { toCrmConnectionBody } from '../../lib/http/crmConnectionBody.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { createSecret, removeSecret } from '../../lib/secrets/secrets.ts';
import { putCrmConnection } from '../../schemas/compiled/api/putCrmConnection.js';

/**
 * PUT /api/crm-connection: verifies the connection against its server, then replaces the previous one. Secrets get a
 * new name each time, so that no connection ever has the secrets of another. sweepSecrets removes those of a request
 * that ends in the middle.
 */
export const handler = endpoint(putCrmConnection, async ({ tenantId, actor, requestId, body }) => {
  const previous = await findConnection(tenantId);
  const verified = await withCallLease(tenantId, () =>
    verifyConnection({ tenantId, revision: requestId, input: body, previous }),
  );
  const { secret, ...connection } = verified;
  const hasSecret = Object.keys(secret).length > 0;
  const secretName = hasSecret ? await createSecret(secretPathOf('crm', tenantId, requestId), secret) : undefined;
  const item = newConnection({ ...connection, ...(secretName && { secretName }) }, actor);
  const replaced = (await putConnection(item)) ?? previous;
  audit('crm_connection.replaced', { tenantId, actor });
  if (replaced?.secretName) await removeSecret(replaced.secretName);
  return { body: toCrmConnectionBody(item) };
});
