import { audit } from '../../lib/audit.ts';
import { rejectPublicSuffixes } from '../../lib/contacts/publicSuffixes.ts';
import { putSettings as put } from '../../lib/dynamo/tenants/settings.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { putSettings } from '../../schemas/compiled/api/putSettings.js';

/** PUT /api/settings: replaces the tenant's settings. */
export const handler = endpoint(putSettings, async ({ tenantId, actor, body }) => {
  rejectPublicSuffixes(body);
  await put(tenantId, body, actor);
  audit('settings.replaced', { tenantId, actor });
  return { body };
});
