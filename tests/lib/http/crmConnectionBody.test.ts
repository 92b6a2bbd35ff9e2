import type { CrmConnectionItem } from '../../../lib/dynamo/tenants/crmConnection.ts';
import { toCrmConnectionBody } from '../../../lib/http/crmConnectionBody.ts';

const item: CrmConnectionItem = {
  tenantId: 't',
  contactId: '#crm',
  revision: 'r',
  url: 'https://mcp.example.com/mcp',
  auth: { type: 'bearer' },
  injectTenant: false,
  lookups: [],
  result: { from: 'text', items: '$', map: { externalRef: 'id' } },
  secretName: 'contacts-test/crm/t/r',
  breaker: { failures: 0 },
  changedAt: '2026-11-23T09:30:00.000Z',
  changedBy: 'key:1',
};

describe('toCrmConnectionBody', () => {
  it('has exactly the fields of the API, without the name of the secret', () => {
    const { tenantId: _, contactId: __, revision: ___, secretName: ____, breaker: _____, ...shown } = item;
    expect(toCrmConnectionBody(item)).toEqual({ ...shown, preset: null, status: 'ok', reason: null, retryAt: null });
  });

  it.each([
    [
      { failures: 2, reason: 'slow' },
      { status: 'failing', reason: 'slow', retryAt: null },
    ],
    [
      { failures: 5, reason: 'slow', openUntil: 0 },
      { status: 'failing', retryAt: '1970-01-01T00:00:00.000Z' },
    ],
    [{ failures: 0, authFailed: true, reason: 'no' } as const, { status: 'auth_failed', reason: 'no', retryAt: null }],
  ])('shows the breaker %j as %j', (breaker, shown) => {
    expect(toCrmConnectionBody({ ...item, breaker })).toMatchObject(shown);
  });
});
