import type { Contract } from '../contract.ts';
import { invalid } from '../failures.ts';
import { idempotencyKey } from '../parts.ts';
import { settings } from '../settings.ts';

export const putSettings = {
  operationId: 'putSettings',
  method: 'PUT',
  path: '/api/settings',
  summary: 'Replace the settings of the tenant',
  description:
    'Replaces all settings. They apply to messages and emails from then on. After a minute, the companies of all ' +
    'contacts begin to be derived anew from the domains of their emails; `sweep` says how far that is.',
  scope: 'settings:manage',
  headers: idempotencyKey,
  body: { 'application/json': settings },
  success: { status: 200, description: 'The new settings.', schema: settings },
  failures: { 400: invalid('ownDomains/0 must be a domain, for example acme-customer.de', '/ownDomains/0') },
} as const satisfies Contract;
