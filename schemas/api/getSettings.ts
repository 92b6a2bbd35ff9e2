import type { Contract } from '../contract.ts';
import { settings } from '../settings.ts';

export const getSettings = {
  operationId: 'getSettings',
  method: 'GET',
  path: '/api/settings',
  summary: 'Get the settings of the tenant',
  description:
    'The lists are empty if the tenant has no settings yet. `sweep` says how far the settings have been applied to ' +
    'the contacts that existed before.',
  scope: 'settings:manage',
  success: { status: 200, description: 'The settings of the tenant.', schema: settings },
  failures: {},
} as const satisfies Contract;
