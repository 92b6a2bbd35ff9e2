import { findStoredSettings, settingsIn } from '../../lib/dynamo/tenants/settings.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { getSettings } from '../../schemas/compiled/api/getSettings.js';

/** GET /api/settings: returns the tenant's settings, and how far they have been applied to its contacts. */
export const handler = endpoint(getSettings, async ({ tenantId }) => {
  const stored = await findStoredSettings(tenantId);
  return { body: { ...settingsIn(stored), ...(stored?.sweep && { sweep: stored.sweep }) } };
});
