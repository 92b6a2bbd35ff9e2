import { createHash, randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { makeApiKey, parseApiKey } from '../../../lib/auth/apiKey.ts';
import { checksumOf } from '../../../lib/auth/checksum.ts';
import { keyIdOf } from '../../../lib/contacts/apiKeys.ts';
import { uuidBytes } from '../../../lib/contacts/uuid.ts';
import { createContact } from '../../../lib/dynamo/contacts/createContact.ts';
import { getContact } from '../../../lib/dynamo/contacts/getContact.ts';
import { revokeApiKey } from '../../../lib/dynamo/tenants/apiKeys.ts';
import { call, type Reply } from '../../support/call.ts';
import { startCpuTime } from '../../support/cpuTime.ts';
import { addApiKey, startService } from '../../support/service.ts';

const service = await startService();
const tenant = await service.tenant();

beforeEach(() => {
  service.proxy.operations.length = 0;
});
afterEach(() => {
  jest.restoreAllMocks();
});

const listWith = (authorization: string | undefined) =>
  call(listContacts, { method: 'GET', headers: authorization === undefined ? {} : { authorization } });
const list = (apiKey: string) => listWith(`Bearer ${apiKey}`);

const bad = 'The credential is not valid, has expired or was revoked';
const expectRefusal = ({ status, headers, text }: Reply, sentence = bad) => {
  expect([status, text, headers]).toEqual([
    401,
    JSON.stringify({ error: sentence }),
    {
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'www-authenticate': 'Bearer',
      'x-request-id': expect.any(String),
    },
  ]);
};

/** Moves the clock of the service forward, and stops it there: a busy machine would move it too. */
const wait = (milliseconds: number) => {
  const at = Date.now() + milliseconds;
  jest.spyOn(Date, 'now').mockImplementation(() => at);
};

const inSeconds = (seconds: number) => new Date(Date.now() + 1000 * seconds).toISOString();
const split = (apiKey: string) => {
  const text = apiKey.slice('ctk_test_'.length);
  return { tenant: text.slice(0, 22), secret: text.slice(23, 23 + 43), checksum: text.slice(-6) };
};
/** The same text with the checksum that belongs to it. */
const checked = (text: string) => `${text}_${checksumOf(text)}`;

describe('a valid API key', () => {
  it('gives access to its own tenant only', async () => {
    const create = { values: { firstName: 'Anna', lastName: null }, actor: 'x', requestId: randomUUID() };
    const { contactId } = await createContact({ ...create, tenantId: tenant.tenantId });
    const { status, body } = await list(tenant.apiKey);
    expect([status, body.data.map(({ id }: { id: string }) => id)]).toEqual([200, [contactId]]);
    expect((await list((await service.tenant()).apiKey)).body).toEqual({ data: [] });
  });

  it('is recorded as the actor of its changes, by the first digits of its hash', async () => {
    const { tenantId, apiKey } = tenant;
    const { contactId } = await createContact({ tenantId, values: {}, actor: 'x', requestId: randomUUID() });
    await call(updateContact, { apiKey, id: contactId, body: { name: 'Bo' } });
    const hash = createHash('sha256').update(split(apiKey).secret).digest('hex');
    expect((await getContact(tenantId, contactId)).changedBy).toBe(`key:${hash.slice(0, 12)}`);
  });

  it('of kind agent is recorded as an agent', async () => {
    const { tenantId } = tenant;
    const apiKey = await addApiKey(tenantId, ['contacts:write'], { kind: 'agent' });
    const { contactId } = await createContact({ tenantId, values: {}, actor: 'x', requestId: randomUUID() });
    await call(updateContact, { apiKey, id: contactId, body: { name: 'Bo' } });
    expect((await getContact(tenantId, contactId)).changedBy).toBe(`agent:${keyIdOf(parseApiKey(apiKey).hash)}`);
  });

  it('is read once and cached for 60 s', async () => {
    const { apiKey } = await service.tenant();
    service.proxy.operations.length = 0;
    wait(0);
    await list(apiKey);
    await list(apiKey);
    wait(59_000);
    await list(apiKey);
    expect(service.proxy.operations).toEqual(['GetItem', 'Query', 'Query', 'Query']);
    wait(2000);
    await list(apiKey);
    expect(service.proxy.operations.slice(4)).toEqual(['GetItem', 'Query']);
  });

  it('works up to 60 s after it was revoked if it is cached, even if it is used repeatedly', async () => {
    const { tenantId, apiKey } = await service.tenant();
    wait(0);
    await list(apiKey);
    await revokeApiKey(tenantId, keyIdOf(parseApiKey(apiKey).hash));
    wait(58_000);
    expect((await list(apiKey)).status).toBe(200);
    wait(3000);
    expectRefusal(await list(apiKey));
    expectRefusal(await list(apiKey));
  });

  it('works until it expires, cached or not', async () => {
    const { tenantId } = tenant;
    const apiKey = await addApiKey(tenantId, ['contacts:read'], { expiresAt: inSeconds(30) });
    expect((await list(apiKey)).status).toBe(200);
    wait(25_000);
    expect((await list(apiKey)).status).toBe(200);
    wait(6000);
    expectRefusal(await list(apiKey));
  });
});

describe('an invalid API key is 401 with the same message', () => {
  it('if it does not exist, which is not cached', async () => {
    const { text } = makeApiKey('test', tenant.tenantId);
    expectRefusal(await list(text));
    expectRefusal(await list(text));
    expect(service.proxy.operations).toEqual(['GetItem', 'GetItem']);
  });

  it('if it has expired or was revoked', async () => {
    const { tenantId } = tenant;
    const more = [
      { expiresAt: inSeconds(-1) },
      { expiresAt: '1970-01-01T00:00:01.000Z' },
      { revokedAt: '2026-11-23T09:30:00.000Z' },
      { expiresAt: inSeconds(100), revokedAt: '2026-11-23T09:30:00.000Z' },
    ];
    const apiKeys = await Promise.all(more.map((each) => addApiKey(tenantId, ['contacts:read'], each)));
    service.proxy.operations.length = 0;
    for (const apiKey of apiKeys) {
      expectRefusal(await list(apiKey));
      expectRefusal(await list(apiKey));
    }
    expect(service.proxy.operations.filter((operation) => operation === 'GetItem')).toHaveLength(2 * more.length);
  });

  it('if its secret belongs to another tenant, cached or not', async () => {
    const other = await service.tenant();
    const foreign = uuidBytes(tenant.tenantId).toString('base64url');
    const { secret } = split(other.apiKey);
    const apiKey = checked(`ctk_test_${foreign}_${secret}`);
    expectRefusal(await list(apiKey));
    expect((await list(other.apiKey)).status).toBe(200);
    expectRefusal(await list(apiKey));
  });

  it('if it differs in any character, also in unused bits', async () => {
    const { apiKey } = await service.tenant();
    const { tenant: own, secret } = split(apiKey);
    // The last characters of both parts have unused bits.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const next = (text: string) => text.slice(0, -1) + alphabet[alphabet.indexOf(text.slice(-1)) ^ 1];
    expect(Buffer.from(next(own), 'base64url')).toEqual(Buffer.from(own, 'base64url'));
    expect(Buffer.from(next(secret), 'base64url')).toEqual(Buffer.from(secret, 'base64url'));
    const spellings = [
      checked(`ctk_test_${next(own)}_${secret}`),
      checked(`ctk_test_${own}_${next(secret)}`),
      checked(`ctk_test_${own}_${secret}=`),
      checked(`ctk_test_${own}${secret}`),
      checked(`ctk_test_${own}_${secret.slice(1)}`),
      checked(`ctk_prod_${own}_${secret}`),
      checked(`ctk__${own}_${secret}`),
      checked(`ctk_test_${Buffer.from(own).toString('hex')}_${secret}`),
      checked(`CTK_test_${own}_${secret}`),
      checked(`x${apiKey.slice(0, -7)}`),
      checked(apiKey),
      `x${apiKey}`,
      `${apiKey}x`,
      `${apiKey}_${secret}`,
      'ctk_',
      'ctk_test__',
    ];
    for (const spelling of spellings) expectRefusal(await list(spelling));
    expect((await list(apiKey)).status).toBe(200);
  });

  it('if its checksum is wrong or missing, without a request', async () => {
    const { apiKey } = await service.tenant();
    const text = apiKey.slice(0, -7);
    service.proxy.operations.length = 0;
    const mistyped = [...text].map((character, i) => {
      const other = character === 'x' ? 'y' : 'x';
      return `${text.slice(0, i)}${other}${text.slice(i + 1)}${apiKey.slice(-7)}`;
    });
    const wrong = ['000000', checksumOf(apiKey), checksumOf(text).toLowerCase().replace(/^./, '_')];
    for (const junk of [...mistyped, ...wrong.map((checksum) => `${text}_${checksum}`), text, `${text}_`])
      expectRefusal(await list(junk));
    expect(service.proxy.operations).toEqual([]);
    expect((await list(apiKey)).status).toBe(200);
  });

  it.each([
    ['a', 100_000],
    ['ctk_test_', 11_000],
    ['a.', 50_000],
    ['=', 100_000],
  ])('if it is 100 KB of %s', async (part, times) => {
    const cpuTime = startCpuTime();
    expectRefusal(await list(part.repeat(times)));
    expect(service.proxy.operations).toEqual([]);
    expect(cpuTime()).toBeLessThan(1000);
  });
});
