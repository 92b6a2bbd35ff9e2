import type { Contract } from '../contract.ts';
import { settings } from '../settings.ts';

export const putSettings = {
  operationId: 'putSettings',
  method: 'PUT',
  path: '/api/settings',
  summary: 'Put the settings of the tenant',
  description: 'Takes the place of all settings that there were. Counts for messages and emails that come later.',
  scope: 'settings:manage',
  body: { 'application/json': settings },
  success: { status: 200, description: 'The settings as they are now.', schema: settings },
  failures: {},
} as const satisfies Contract;
