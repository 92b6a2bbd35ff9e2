import { audit } from '../../lib/audit.ts';
import { makeApiKey } from '../../lib/auth/apiKey.ts';
import { config } from '../../lib/config.ts';
import { readExpiry, requireGrantable, rollKey } from '../../lib/contacts/apiKeys.ts';
import { rollApiKey as roll } from '../../lib/dynamo/tenants/apiKeys.ts';
import { toApiKeyBody } from '../../lib/http/apiKeyBody.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { overlapHours } from '../../schemas/apiKey.ts';
import { rollApiKey } from '../../schemas/compiled/api/rollApiKey.js';

/** POST /api/api-keys/{id}/roll: replaces an API key by a new one, beside which the old one works for a while. */
export const handler = endpoint(rollApiKey, async ({ tenantId, actor, scopes, params: { id }, body }) => {
  const { overlapSeconds = overlapHours * 3600, expiresAt } = body;
  const now = Date.now();
  const { text, hash: keyHash } = makeApiKey(config.apiKeyMode(), tenantId);
  const request = { keyHash, actor, overlapSeconds, expiresAt: expiresAt && readExpiry(expiresAt, now) };
  const { successor } = await roll(tenantId, id, (key) => {
    requireGrantable({ actor, scopes }, key);
    return rollKey(key, request, now);
  });
  const created = toApiKeyBody(successor);
  audit('api_key.rolled', { tenantId, actor, id });
  audit('api_key.created', { tenantId, actor, id: created.id });
  return { body: { ...created, key: text } };
});
