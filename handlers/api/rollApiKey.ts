import { audit } from '../../lib/audit.ts';
import { makeApiKey } from '../../lib/auth/apiKey.ts';
import { config } from '../../lib/config.ts';
import { type ApiKey, readExpiry, requireGrantable, rollKey } from '../../lib/contacts/apiKeys.ts';
import { rollApiKey as roll } from '../../lib/dynamo/tenants/apiKeys.ts';
import { toApiKeyBody } from '../../lib/http/apiKeyBody.ts';
import { credentialCipher } from '../../lib/http/credentialCipher.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { overlapHours } from '../../schemas/apiKey.ts';
import { rollApiKey } from '../../schemas/compiled/api/rollApiKey.js';

/** POST /api/api-keys/{id}/roll: replaces an API key by a new one, beside which the old one works for a while. */
export const handler = endpoint(
  rollApiKey,
  async ({ tenantId, actor, scopes, params: { id }, body, once }) => {
    const { overlapSeconds = overlapHours * 3600, expiresAt } = body;
    const now = Date.now();
    const { text, hash: keyHash } = makeApiKey(config.apiKeyMode(), tenantId);
    const request = { keyHash, actor, overlapSeconds, expiresAt: expiresAt && readExpiry(expiresAt, now) };
    const respond = (successor: ApiKey) => ({ body: { ...toApiKeyBody(successor), key: text } });
    const decide = (key: ApiKey) => {
      requireGrantable({ actor, scopes }, key);
      return rollKey(key, request, now);
    };
    const { successor } = await roll(tenantId, id, decide, once(respond));
    const response = respond(successor);
    audit('api_key.rolled', { tenantId, actor, id });
    audit('api_key.created', { tenantId, actor, id: response.body.id });
    return response;
  },
  credentialCipher,
);
