import { randomBytes, randomUUID } from 'node:crypto';
import { createContact } from '../../../../lib/dynamo/contacts/createContact.ts';
import { createApiKey, findApiKey, listApiKeys, revokeApiKey } from '../../../../lib/dynamo/tenants/apiKeys.ts';
import { interceptFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';

const service = await startService();

const newHash = () => randomBytes(32).toString('hex');
const newKey = (tenantId: string = randomUUID()) => ({
  tenantId,
  name: 'Web shop',
  scopes: ['contacts:read', 'contacts:write'],
  createdAt: '2026-11-23T09:30:00.000Z',
});

describe('an API key', () => {
  it('is found under its tenant and its hash, with one request', async () => {
    const [hash, key] = [newHash(), { ...newKey(), expiresAt: 4_000_000_000 }];
    await createApiKey(hash, key);
    service.proxy.operations.length = 0;
    expect(await findApiKey(key.tenantId, hash)).toMatchObject(key);
    expect(service.proxy.operations).toEqual(['GetItem']);
    expect(await findApiKey(randomUUID(), hash)).toBeUndefined();
    expect(await findApiKey(key.tenantId, newHash())).toBeUndefined();
  });

  it('is never written over another', async () => {
    const [hash, key] = [newHash(), newKey()];
    await createApiKey(hash, key);
    const other = { ...key, scopes: ['crm:manage'] };
    await expect(createApiKey(hash, other)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(await findApiKey(key.tenantId, hash)).toMatchObject(key);
  });

  it('is stored where the reply is lost', async () => {
    const [hash, key] = [newHash(), newKey()];
    const isLost = interceptFirst(service.proxy, 'PutItem', 'lose the reply');
    await createApiKey(hash, key);
    expect(isLost()).toBe(true);
    expect(await findApiKey(key.tenantId, hash)).toMatchObject(key);
  });

  it('is listed with its hash, with the other keys of its tenant and nothing else', async () => {
    const tenantId = randomUUID();
    const hashes = [newHash(), newHash()].sort();
    for (const hash of hashes) await createApiKey(hash, newKey(tenantId));
    await createApiKey(newHash(), newKey());
    await createContact({ tenantId, values: { email: 'a@b.example' }, actor: 'x', requestId: randomUUID() });
    const listed = await listApiKeys(tenantId);
    expect(listed).toEqual(hashes.map((hash) => ({ hash, key: expect.objectContaining(newKey(tenantId)) })));
    expect(await listApiKeys(randomUUID())).toEqual([]);
  });

  it('keeps the time when it was revoked first', async () => {
    const [hash, key] = [newHash(), newKey()];
    await createApiKey(hash, key);
    await revokeApiKey(key.tenantId, hash);
    const revoked = await findApiKey(key.tenantId, hash);
    expect(revoked).toMatchObject({ ...key, revokedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) });
    await new Promise((resolve) => setTimeout(resolve, 2));
    await revokeApiKey(key.tenantId, hash);
    expect(await findApiKey(key.tenantId, hash)).toEqual(revoked);
  });

  it('is not created by a revocation', async () => {
    const [tenantId, hash] = [randomUUID(), newHash()];
    await expect(revokeApiKey(tenantId, hash)).rejects.toThrow('The tenant has no such API key');
    expect(await findApiKey(tenantId, hash)).toBeUndefined();
  });
});
