import { audit } from '../../lib/audit.ts';
import { requireOwnKind } from '../../lib/contacts/apiKeys.ts';
import { revokeApiKey as revoke } from '../../lib/dynamo/tenants/apiKeys.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { revokeApiKey } from '../../schemas/compiled/api/revokeApiKey.js';

/** DELETE /api/api-keys/{id}: revokes an API key for good. */
export const handler = endpoint(revokeApiKey, async ({ tenantId, actor, params: { id } }) => {
  await revoke(tenantId, id, (key) => requireOwnKind(actor, key, 'revoke'));
  audit('api_key.revoked', { tenantId, actor, id });
  return {};
});
