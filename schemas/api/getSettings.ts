import type { Contract } from '../contract.ts';
import { settings } from '../settings.ts';

export const getSettings = {
  operationId: 'getSettings',
  method: 'GET',
  path: '/api/settings',
  summary: 'Get the settings of the tenant',
  description: 'Empty lists where the tenant has not put any.',
  scope: 'settings:manage',
  success: { status: 200, description: 'The settings.', schema: settings },
  failures: {},
} as const satisfies Contract;
