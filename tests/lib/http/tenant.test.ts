import { tenant } from '../../../lib/http/tenant.ts';

const tenantId = '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10';

/** Runs the middleware on a request whose credential names this tenant. */
const run = (claimed: unknown) => {
  const internal: { tenantId?: string } = {};
  const principal = { tenant: claimed, actor: 'user:anna', scopes: [] };
  tenant().before?.(Object({ internal: Object.assign(internal, { principal }) }));
  return internal.tenantId;
};

describe('tenant', () => {
  it('sets the tenant of the credential, in lower case', () => {
    expect([run(tenantId), run(tenantId.toUpperCase())]).toEqual([tenantId, tenantId]);
  });

  it.each([
    undefined,
    null,
    '',
    'acme',
    7,
    [tenantId],
    `${tenantId}\n`,
  ])('rejects a credential with tenant %j', (claimed) => {
    expect(() => run(claimed)).toThrow(expect.objectContaining({ code: 'unauthenticated' }));
  });
});
