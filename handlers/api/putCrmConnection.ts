import { establish } from '../../lib/crm/verifyConnection.ts';
import { findConnection, newConnection, putConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { crmConnectionAnswer } from '../../lib/http/crmConnectionAnswer.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { createSecret, forgetSecret } from '../../lib/secrets/secrets.ts';
import { putCrmConnection } from '../../schemas/compiled/api/putCrmConnection.js';

/** PUT /api/crm-connection: verifies and stores the connection to the tenant's CRM. */
export const handler = endpoint(putCrmConnection, async ({ tenantId, actor, requestId, body }) => {
  const before = await findConnection(tenantId);
  const { secret, ...connection } = await establish({ tenantId, revision: requestId, input: body, before });
  const isSecret = Object.keys(secret).length > 0;
  const secretName = isSecret ? await createSecret(tenantId, requestId, secret) : undefined;
  const item = newConnection({ ...connection, ...(secretName && { secretName }) }, actor);
  const replaced = (await putConnection(item)) ?? before;
  await forgetSecret(replaced?.secretName);
  return { body: crmConnectionAnswer(item) };
});
