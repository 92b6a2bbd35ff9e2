import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { getCachedSettings, getSettings, putSettings } from '../../../../lib/dynamo/tenants/settings.ts';
import { broken } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';

const { proxy } = await startService();

beforeEach(() => {
  proxy.intercept = () => 'pass';
  proxy.operations.length = 0;
});
afterEach(() => {
  jest.restoreAllMocks();
});

const none = { ownDomains: [], freeMailExceptions: [] };
const some = { ownDomains: ['acme.example'], freeMailExceptions: ['gmail.com'] };

describe('settings', () => {
  it('are empty lists where the tenant has put none', async () => {
    expect(await getSettings(randomUUID())).toEqual(none);
  });

  it('are those that were put last, and only those of the tenant', async () => {
    const tenantId = randomUUID();
    await putSettings(tenantId, { ...some, ownDomains: ['old.example'] }, 'key:1');
    await putSettings(tenantId, some, 'key:1');
    expect(await getSettings(tenantId)).toEqual(some);
    expect(await getSettings(randomUUID())).toEqual(none);
    await putSettings(tenantId, none, 'key:1');
    expect(await getSettings(tenantId)).toEqual(none);
  });
});

describe('getCachedSettings', () => {
  it('reads them once for many callers at once', async () => {
    const tenantId = randomUUID();
    await putSettings(tenantId, some, 'key:1');
    proxy.operations.length = 0;
    const all = await Promise.all(Array.from({ length: 9 }, () => getCachedSettings(tenantId)));
    expect(all).toEqual(Array(9).fill(some));
    expect(proxy.operations).toEqual(['GetItem']);
  });

  it('reads them again after a second', async () => {
    const tenantId = randomUUID();
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now);
    expect(await getCachedSettings(tenantId)).toEqual(none);
    await putSettings(tenantId, some, 'key:1');
    jest.spyOn(Date, 'now').mockReturnValue(now + 999);
    expect(await getCachedSettings(tenantId)).toEqual(none);
    jest.spyOn(Date, 'now').mockReturnValue(now + 1000);
    expect(await getCachedSettings(tenantId)).toEqual(some);
  });

  it('reads them again after a failure', async () => {
    const tenantId = randomUUID();
    proxy.intercept = () => broken;
    await expect(getCachedSettings(tenantId)).rejects.toMatchObject({ code: 'unavailable' });
    proxy.intercept = () => 'pass';
    expect(await getCachedSettings(tenantId)).toEqual(none);
  });

  it('keeps those of tenants apart', async () => {
    const tenantId = randomUUID();
    await putSettings(tenantId, some, 'key:1');
    expect(await Promise.all([getCachedSettings(tenantId), getCachedSettings(randomUUID())])).toEqual([some, none]);
  });
});
