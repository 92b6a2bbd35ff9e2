import { listApiKeys as list } from '../../lib/dynamo/tenants/apiKeys.ts';
import { toApiKeyBody } from '../../lib/http/apiKeyBody.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { listApiKeys } from '../../schemas/compiled/api/listApiKeys.js';

/** GET /api/api-keys: lists the API keys of the tenant, without their secrets. */
export const handler = endpoint(listApiKeys, async ({ tenantId }) => ({
  body: { data: (await list(tenantId)).map(toApiKeyBody) },
}));
