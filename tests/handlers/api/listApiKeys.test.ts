import { handler as listApiKeys } from '../../../handlers/api/listApiKeys.ts';
import { keyIdOf } from '../../../lib/contacts/apiKeys.ts';
import { putApiKeys, someKey } from '../../support/apiKeys.ts';
import { call } from '../../support/call.ts';
import { startService } from '../../support/service.ts';

const service = await startService();

it('GET /api/api-keys lists the keys of the tenant, the newest first, and of each only what may be seen', async () => {
  const { tenantId, apiKey } = await service.tenant();
  const other = await service.tenant();
  const revoked = {
    createdAt: '2999-01-01T00:00:00.000Z',
    expiresAt: '2999-02-01T00:00:00.000Z',
    revokedAt: '2999-01-15T00:00:00.000Z',
    replacedBy: '0123456789ab',
    deleteAt: 40_000_000_000,
  };
  const key = someKey(tenantId, revoked);
  await putApiKeys([key, someKey(other.tenantId)]);
  const { status, body } = await call(listApiKeys, { apiKey, method: 'GET' });
  expect(status).toBe(200);
  expect(body.data).toHaveLength(2);
  const { deleteAt: _, ...shown } = revoked;
  const described = { name: 'Web shop', kind: 'agent', scopes: ['contacts:read'], createdBy: 'user:1' };
  expect(body.data[0]).toEqual({ id: keyIdOf(key.keyHash), ...described, ...shown });
  expect(body.data[1]).toMatchObject({ name: 'test', expiresAt: null, revokedAt: null, replacedBy: null });
});
