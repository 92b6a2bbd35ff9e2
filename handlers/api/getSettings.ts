import { getSettings as get } from '../../lib/dynamo/tenants/settings.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { getSettings } from '../../schemas/compiled/api/getSettings.js';

/** GET /api/settings: returns the tenant's settings. */
export const handler = endpoint(getSettings, async ({ tenantId }) => ({ body: await get(tenantId) }));
