import { randomBytes, randomUUID } from 'node:crypto';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../../../lib/config.ts';
import { type ApiKey, keyIdOf, maxActive, newKey, rollKey } from '../../../../lib/contacts/apiKeys.ts';
import { send } from '../../../../lib/dynamo/table/client.ts';
import {
  createApiKey,
  findApiKey,
  getApiKey,
  listApiKeys,
  revokeApiKey,
  rollApiKey,
} from '../../../../lib/dynamo/tenants/apiKeys.ts';
import { putApiKeys, someKey } from '../../../support/apiKeys.ts';
import { beforeFirst, interceptFirst } from '../../../support/dynamoDbProxy.ts';
import { passTime } from '../../../support/passTime.ts';
import { startService } from '../../../support/service.ts';

const service = await startService();
afterEach(() => {
  service.proxy.intercept = () => 'pass';
});

const newHash = () => randomBytes(32).toString('hex');
const keyOf = (tenantId: string = randomUUID(), more?: Partial<ApiKey>) => someKey(tenantId, more);
const idOf = ({ keyHash }: ApiKey) => keyIdOf(keyHash);
const roll = (key: ApiKey, keyHash = newHash()) =>
  rollApiKey(key.tenantId, idOf(key), (current) =>
    rollKey(current, { keyHash, actor: 'user:2', overlapSeconds: 60, expiresAt: undefined }, Date.now()),
  );

describe('an API key', () => {
  it('is found under its tenant and its hash, with one request', async () => {
    const key = keyOf(undefined, { expiresAt: '2999-01-01T00:00:00.000Z' });
    await createApiKey(key);
    service.proxy.operations.length = 0;
    expect(await findApiKey(key.tenantId, key.keyHash)).toEqual(key);
    expect(service.proxy.operations).toEqual(['GetItem']);
    expect(await findApiKey(randomUUID(), key.keyHash)).toBeUndefined();
    expect(await findApiKey(key.tenantId, newHash())).toBeUndefined();
  });

  it('is never written over another', async () => {
    const key = keyOf();
    await createApiKey(key);
    await expect(createApiKey({ ...key, scopes: ['crm:manage'] })).rejects.toMatchObject({ code: 'unavailable' });
    expect(await findApiKey(key.tenantId, key.keyHash)).toEqual(key);
  });

  it('is stored once where the reply is lost', async () => {
    const key = keyOf();
    const isLost = interceptFirst(service.proxy, 'TransactWriteItems', 'lose the reply');
    await createApiKey(key);
    expect(isLost()).toBe(true);
    expect(await listApiKeys(key.tenantId)).toEqual([key]);
  });

  it('is found by its id, and no other key is', async () => {
    const [key, other] = [keyOf(), keyOf()];
    await createApiKey(key);
    await createApiKey(other);
    expect(await getApiKey(key.tenantId, idOf(key))).toEqual(key);
    for (const id of [idOf(other), newHash().slice(0, 12)])
      await expect(getApiKey(key.tenantId, id)).rejects.toMatchObject({ code: 'api_key_not_found' });
  });

  it('is listed with the other keys of its tenant and nothing else, the newest first', async () => {
    const tenantId = randomUUID();
    const times = ['2026-11-23T09:30:00.000Z', '2026-11-25T09:30:00.000Z', '2026-11-24T09:30:00.000Z'];
    for (const createdAt of times) await createApiKey(keyOf(tenantId, { createdAt }));
    await createApiKey(keyOf());
    expect((await listApiKeys(tenantId)).map(({ createdAt }) => createdAt)).toEqual(times.toSorted().toReversed());
    expect(await listApiKeys(randomUUID())).toEqual([]);
  });

  it('keeps the time when it was revoked first', async () => {
    const key = keyOf();
    await createApiKey(key);
    await revokeApiKey(key.tenantId, idOf(key));
    const revoked = await findApiKey(key.tenantId, key.keyHash);
    expect(revoked).toEqual({ ...key, revokedAt: expect.any(String), deleteAt: expect.any(Number) });
    passTime(1000);
    await revokeApiKey(key.tenantId, idOf(key));
    expect(await findApiKey(key.tenantId, key.keyHash)).toEqual(revoked);
  });

  it('is not created by a revocation', async () => {
    const [tenantId, id] = [randomUUID(), newHash().slice(0, 12)];
    await expect(revokeApiKey(tenantId, id)).rejects.toMatchObject({ code: 'api_key_not_found' });
    expect(await itemsOf(tenantId)).toEqual([]);
  });

  it('is listed for 30 days after it was revoked or has expired', async () => {
    const tenantId = randomUUID();
    const [revoked, expiring] = [keyOf(tenantId), keyOf(tenantId)];
    await createApiKey(revoked);
    await createApiKey(newKey({ ...expiring, expiresAt: new Date(Date.now() + 1000).toISOString() }, Date.now()));
    await revokeApiKey(tenantId, idOf(revoked));
    passTime(29 * 86_400_000);
    expect(await listApiKeys(tenantId)).toHaveLength(2);
    passTime(2 * 86_400_000);
    expect(await listApiKeys(tenantId)).toEqual([]);
    await expect(getApiKey(tenantId, idOf(revoked))).rejects.toMatchObject({ code: 'api_key_not_found' });
  });
});

describe('a rolled API key', () => {
  it('has one successor, also where it is rolled twice at once', async () => {
    const key = keyOf();
    await createApiKey(key);
    const results = await Promise.allSettled([roll(key), roll(key)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'key_ended' } });
    const [successor, ...others] = (await listApiKeys(key.tenantId)).filter(({ replacedBy }) => !replacedBy);
    expect([successor?.createdBy, others]).toEqual(['user:2', []]);
    const old = await findApiKey(key.tenantId, key.keyHash);
    expect(old).toMatchObject({ replacedBy: idOf(successor ?? key), expiresAt: expect.any(String) });
  });

  it('has no successor if it is revoked meanwhile', async () => {
    const key = keyOf();
    await createApiKey(key);
    beforeFirst(service.proxy, 'TransactWriteItems', () => revokeApiKey(key.tenantId, idOf(key)));
    await expect(roll(key)).rejects.toMatchObject({ code: 'key_ended' });
    expect(await listApiKeys(key.tenantId)).toHaveLength(1);
  });
});

describe('the keys of a tenant', () => {
  it('are never more than allowed, also where many are created and rolled at once', async () => {
    const tenantId = randomUUID();
    const first = keyOf(tenantId);
    await createApiKey(first);
    await putApiKeys(Array.from({ length: maxActive - 3 }, () => keyOf(tenantId)));
    const results = await Promise.allSettled([
      roll(first),
      ...Array.from({ length: 5 }, () => createApiKey(keyOf(tenantId))),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'key_limit' });
    expect(await listApiKeys(tenantId)).toHaveLength(maxActive);

    await revokeApiKey(tenantId, idOf(first));
    await createApiKey(keyOf(tenantId));
    await expect(createApiKey(keyOf(tenantId))).rejects.toMatchObject({ code: 'key_limit' });
    await expect(createApiKey(keyOf())).resolves.toBeUndefined();
  });
});

async function itemsOf(tenantId: string): Promise<unknown[] | undefined> {
  const query = new QueryCommand({
    TableName: config.apiKeysTableName(),
    KeyConditionExpression: 'tenantId = :tenant',
    ExpressionAttributeValues: { ':tenant': tenantId },
  });
  return (await send((db) => db.send(query))).Items;
}
