import { audit } from '../../lib/audit.ts';
import { makeApiKey } from '../../lib/auth/apiKey.ts';
import { config } from '../../lib/config.ts';
import { newKey, readExpiry, requireGrantable } from '../../lib/contacts/apiKeys.ts';
import { createApiKey as create } from '../../lib/dynamo/tenants/apiKeys.ts';
import { toApiKeyBody } from '../../lib/http/apiKeyBody.ts';
import { credentialCipher } from '../../lib/http/credentialCipher.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { createApiKey } from '../../schemas/compiled/api/createApiKey.js';

/** POST /api/api-keys: creates an API key that can do no more than the caller. Only this response has the key. */
export const handler = endpoint(
  createApiKey,
  async ({ tenantId, actor, scopes, body, once }) => {
    const { name, kind, scopes: granted, expiresAt } = body;
    requireGrantable({ actor, scopes }, body);
    const now = Date.now();
    const { text, hash: keyHash } = makeApiKey(config.apiKeyMode(), tenantId);
    const described = { tenantId, keyHash, name, kind, scopes: granted, createdBy: actor };
    const key = newKey({ ...described, expiresAt: expiresAt && readExpiry(expiresAt, now) }, now);
    const created = { ...toApiKeyBody(key), key: text };
    await create(
      key,
      once(() => ({ body: created })),
    );
    audit('api_key.created', { tenantId, actor, id: created.id });
    return { body: created };
  },
  credentialCipher,
);
