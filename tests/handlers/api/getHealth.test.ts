import { handler as getHealth } from '../../../handlers/api/getHealth.ts';
import { call } from '../../support/call.ts';

it('GET /api/health returns version and commit without a credential, and is never cached', async () => {
  Object.assign(globalThis, { RELEASE: { version: '1.2.3', commit: null } });
  const { status, body, headers } = await call(getHealth, { method: 'GET', path: '/api/health' });
  expect([status, body]).toEqual([200, { status: 'ok', version: '1.2.3', commit: null }]);
  expect(headers['cache-control']).toBe('no-store');
});
