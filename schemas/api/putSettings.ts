import type { Contract } from '../contract.ts';
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
  failures: {},
} as const satisfies Contract;
