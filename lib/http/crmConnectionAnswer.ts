import type { CrmConnection } from '../../schemas/crmConnection.ts';
import type { CrmConnectionItem } from '../dynamo/tenants/crmConnection.ts';

/** Converts a stored connection into the API's form. */
export const crmConnectionAnswer = ({ health, ...item }: CrmConnectionItem): CrmConnection => ({
  url: item.url,
  auth: item.auth,
  preset: item.preset ?? null,
  injectTenant: item.injectTenant,
  lookups: [...item.lookups],
  result: item.result,
  status: health.authFailed ? 'auth_failed' : health.failures > 0 ? 'failing' : 'ok',
  reason: health.reason ?? null,
  retryAt: health.openUntil === undefined ? null : new Date(health.openUntil).toISOString(),
  changedAt: item.changedAt,
  changedBy: item.changedBy,
});
