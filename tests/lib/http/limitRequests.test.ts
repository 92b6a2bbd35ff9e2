import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getSettings } from '../../../handlers/api/getSettings.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { call } from '../../support/call.ts';
import { throttled } from '../../support/dynamoDbProxy.ts';
import { captureLog } from '../../support/log.ts';
import { passTime } from '../../support/passTime.ts';
import { addApiKey, startService, unlimited } from '../../support/service.ts';
import { until } from '../../support/until.ts';

const { proxy, tenant } = await startService();
const log = captureLog();

const limitTo = (tenantLimit: number, credentialLimit: number) =>
  Object.assign(process.env, {
    TENANT_REQUESTS_PER_SECOND: String(tenantLimit),
    CREDENTIAL_REQUESTS_PER_SECOND: String(credentialLimit),
  });
afterEach(() => {
  Object.assign(process.env, unlimited);
  proxy.intercept = () => 'pass';
});

/** The updates of limits among requests to the table. */
const watchReports = () => {
  const reports: string[] = [];
  proxy.intercept = (operation, body) => {
    if (body.includes('"limits#')) reports.push(operation);
    return 'pass';
  };
  return reports;
};

const times = async <Result>(n: number, work: () => Promise<Result>): Promise<Result[]> => {
  const results: Result[] = [];
  while (results.length < n) results.push(await work());
  return results;
};

describe('limitRequests', () => {
  it('refuses the requests of a credential beyond its quota, until the time in retry-after', async () => {
    limitTo(2, 0.5);
    const { apiKey, tenantId } = await tenant();
    const replies = await times(6, () => call(getSettings, { apiKey, method: 'GET' }));
    expect(replies.map(({ status }) => status)).toEqual([...Array(5).fill(200), 429]);
    expect(replies[0]?.headers).toMatchObject({
      'ratelimit-policy': '"credential";q=5;w=10, "tenant";q=20;w=10',
      ratelimit: expect.stringMatching(/^"credential";r=4;t=[12], "tenant";r=19;t=1$/),
    });
    const refused = replies[5];
    expect(refused).toMatchObject({
      body: { error: 'Too many requests. Please try again after the time in retry-after.' },
      headers: {
        'retry-after': expect.stringMatching(/^[12]$/),
        ratelimit: expect.stringContaining('"credential";r=0;'),
      },
    });
    // Another credential of the tenant has a quota of its own.
    const other = await addApiKey(tenantId, ['settings:manage']);
    expect((await call(getSettings, { apiKey: other, method: 'GET' })).status).toBe(200);
    passTime(Number(refused?.headers['retry-after']) * 1000);
    expect((await call(getSettings, { apiKey, method: 'GET' })).status).toBe(200);
  });

  it('refuses the requests of all credentials beyond the quota of the tenant, and of no other tenant', async () => {
    limitTo(0.4, 0.2);
    const { tenantId, apiKey } = await tenant();
    const keys = [
      apiKey,
      await addApiKey(tenantId, ['settings:manage']),
      await addApiKey(tenantId, ['settings:manage']),
    ];
    const statuses = [];
    for (const each of [...keys, ...keys])
      statuses.push((await call(getSettings, { apiKey: each, method: 'GET' })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
    expect((await call(getSettings, { ...(await tenant()), method: 'GET' })).status).toBe(200);
  });

  it('sends its headers with failures too, but not before it knows the caller', async () => {
    const owner = await tenant();
    const invalid = await call(createContact, { ...owner, body: {}, method: 'POST' });
    expect([invalid.status, Object.keys(invalid.headers)]).toEqual([
      400,
      expect.arrayContaining(['ratelimit', 'ratelimit-policy']),
    ]);
    const stranger = await call(createContact, { apiKey: 'x', body: {}, method: 'POST' });
    expect([stranger.status, stranger.headers.ratelimit]).toEqual([401, undefined]);
  });

  it('makes no request of its own for a quiet caller: a PATCH of a name stays one', async () => {
    limitTo(100, 50);
    const owner = await tenant();
    const { body } = await call(createContact, { ...owner, body: { name: 'X Y' }, method: 'POST' });
    proxy.operations.length = 0;
    for (const name of ['A B', 'B C', 'C D', 'D E', 'E F']) {
      passTime(4000);
      await call(updateContact, { ...owner, id: body.id, body: { name } });
    }
    expect(proxy.operations).toEqual(Array(5).fill('UpdateItem'));
  });

  it('adds what a busy caller sends to the sums of its tenant, once in five seconds', async () => {
    limitTo(100, 50);
    const reports = watchReports();
    const { apiKey } = await tenant();
    await times(12, () => call(getSettings, { apiKey, method: 'GET' }));
    expect(reports).toEqual([]);
    passTime(5000);
    await times(12, () => call(getSettings, { apiKey, method: 'GET' }));
    await until(() => reports.length > 0);
    expect(reports).toEqual(['UpdateItem']);
  });

  it('lets no response wait for the sums, and fails no request when they are not available', async () => {
    limitTo(100, 50);
    const { apiKey } = await tenant();
    await times(12, () => call(getSettings, { apiKey, method: 'GET' }));
    passTime(5000);
    const report = Promise.withResolvers<void>();
    proxy.intercept = async (_, body) => {
      if (!body.includes('"limits#')) return 'pass';
      await report.promise;
      return throttled;
    };
    expect((await call(getSettings, { apiKey, method: 'GET' })).status).toBe(200);
    expect(log).toEqual([]);
    report.resolve();
    await until(() => log.length > 0);
    expect(log).toEqual([expect.objectContaining({ message: 'requests not counted', code: 'unavailable' })]);
    expect((await call(getSettings, { apiKey, method: 'GET' })).status).toBe(200);
  });

  it('lets the requests that other instances admitted count', async () => {
    // A minute, and with it a sum, has just begun.
    passTime(60_000 - (Date.now() % 60_000));
    limitTo(1000, 50);
    const { apiKey } = await tenant();
    let sent = 0;
    const send = () => {
      sent++;
      return call(getSettings, { apiKey, method: 'GET' });
    };
    const reports: string[] = [];
    proxy.intercept = (_operation, body) => {
      if (!body.includes('"limits#')) return 'pass';
      reports.push(body);
      // Ten times as many as this instance has sent.
      const names = Object.entries<string>(JSON.parse(body).ExpressionAttributeNames).map(([, name]) => name);
      const sums = names.filter((name) => name !== 'expiresAt').map((name) => [name, { N: '100' }]);
      return { status: 200, body: JSON.stringify({ Attributes: Object.fromEntries(sums) }) };
    };
    await times(10, send);
    passTime(5000);
    await send();
    await until(() => reports.length > 0);
    await until(async () => Number(/r=(\d+)/.exec((await send()).headers.ratelimit ?? '')?.[1]) < 50);
    expect([sent < 400, reports.length]).toEqual([true, 1]);
  });
});
