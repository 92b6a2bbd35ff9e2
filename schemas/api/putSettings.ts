import type { Contract } from '../contract.ts';
import { invalid } from '../failures.ts';
import { settings } from '../settings.ts';

export const putSettings = {
  operationId: 'putSettings',
  method: 'PUT',
  path: '/api/settings',
  summary: 'Replace the settings of the tenant',
  description: 'Replaces all settings. They apply to messages that arrive later, and to emails that are set later.',
  scope: 'settings:manage',
  body: { 'application/json': settings },
  success: { status: 200, description: 'The new settings.', schema: settings },
  failures: { 400: invalid('ownDomains/0 must be a domain, for example acme-customer.de', '/ownDomains/0') },
} as const satisfies Contract;
