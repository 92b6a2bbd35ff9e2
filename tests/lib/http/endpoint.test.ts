import { endpoint } from '../../../lib/http/endpoint.ts';
import { getContact } from '../../../schemas/compiled/api/getContact.js';
import { getHealth } from '../../../schemas/compiled/api/getHealth.js';
import { call } from '../../support/call.ts';
import { startService } from '../../support/service.ts';

const service = await startService();

describe('an endpoint', () => {
  it('needs a credential, and tells its handler the tenant, the actor and the scopes', async () => {
    const { apiKey, tenantId } = await service.tenant();
    const id = '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10';
    const handler = endpoint(getContact, async (input) => ({ body: input }));
    expect((await call(handler, { method: 'GET', id })).status).toBe(401);
    expect((await call(handler, { method: 'GET', id, apiKey })).body).toMatchObject({
      tenantId,
      actor: expect.stringMatching(/^key:/),
      scopes: expect.arrayContaining(['contacts:read']),
      params: { id },
    });
  });

  it('does not compile if its contract has no scope', () => {
    // @ts-expect-error: the contract has no scope
    expect(() => endpoint(getHealth, async () => ({ body: {} }))).not.toThrow();
  });
});
