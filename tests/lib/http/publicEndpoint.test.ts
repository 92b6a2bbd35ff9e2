import { publicEndpoint } from '../../../lib/http/publicEndpoint.ts';
import { getContact } from '../../../schemas/compiled/api/getContact.js';
import { getHealth } from '../../../schemas/compiled/api/getHealth.js';
import { call } from '../../support/call.ts';

describe('a public endpoint', () => {
  it('neither needs nor reads a credential', async () => {
    const handler = publicEndpoint(getHealth, async (input) => ({ body: input }));
    const replies = [
      await call(handler, { method: 'GET', path: '/api/health' }),
      await call(handler, { method: 'GET', path: '/api/health', apiKey: 'ctk_test_unknown' }),
    ];
    const input = { requestId: expect.any(String), params: {}, query: {}, method: 'GET', path: '/api/health' };
    expect(replies.map(({ status, body }) => [status, body])).toEqual([
      [200, input],
      [200, input],
    ]);
  });

  it('does not compile if its contract has a scope, or if it uses the tenant', () => {
    // @ts-expect-error: the contract has a scope
    publicEndpoint(getContact, async () => ({ body: {} }));
    // @ts-expect-error: nobody knows the tenant
    publicEndpoint(getHealth, async ({ tenantId }) => ({ body: { tenantId } }));
  });
});
