import { audit } from '../../lib/audit.ts';
import { rejectPublicSuffixes } from '../../lib/contacts/publicSuffixes.ts';
import { putSettings as put } from '../../lib/dynamo/tenants/settings.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { putSettings } from '../../schemas/compiled/api/putSettings.js';
import type { Sweep } from '../../schemas/settings.ts';

/** PUT /api/settings: replaces the tenant's settings, which sweepContacts then applies to all of its contacts. */
export const handler = endpoint(putSettings, async ({ tenantId, actor, once, body: { sweep: _, ...settings } }) => {
  rejectPublicSuffixes(settings);
  const respond = (sweep: Sweep) => ({ body: { ...settings, sweep } });
  const sweep = await put(tenantId, settings, actor, once(respond));
  audit('settings.replaced', { tenantId, actor });
  return respond(sweep);
});
