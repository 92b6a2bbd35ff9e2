import type { CrmConnection } from '../../schemas/crmConnection.ts';
import type { CrmConnectionItem } from '../dynamo/tenants/crmConnection.ts';

/** Converts a stored connection into the API's form. */
export const toCrmConnectionBody = ({ breaker, ...item }: CrmConnectionItem): CrmConnection => ({
  url: item.url,
  auth: item.auth,
  preset: item.preset ?? null,
  injectTenant: item.injectTenant,
  lookups: [...item.lookups],
  result: item.result,
  status: breaker.authFailed ? 'auth_failed' : breaker.failures > 0 ? 'failing' : 'ok',
  reason: breaker.reason ?? null,
  retryAt: breaker.openUntil === undefined ? null : new Date(breaker.openUntil).toISOString(),
  changedAt: item.changedAt,
  changedBy: item.changedBy,
});
