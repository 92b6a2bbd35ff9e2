import { randomUUID } from 'node:crypto';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { createContact } from '../../../lib/dynamo/contacts/createContact.ts';
import { call, type Reply } from '../../support/call.ts';
import { startCpuTime } from '../../support/cpuTime.ts';
import { addApiKey, startService } from '../../support/service.ts';

const service = await startService();
const tenant = await service.tenant();

beforeEach(() => {
  service.proxy.operations.length = 0;
});

const listWith = (authorization: string | undefined) =>
  call(listContacts, { method: 'GET', headers: authorization === undefined ? {} : { authorization } });
const list = (apiKey: string) => listWith(`Bearer ${apiKey}`);

const expectUnauthenticated = ({ status, headers, text }: Reply) => {
  expect([status, text, headers]).toEqual([
    401,
    JSON.stringify({ error: 'Send "Authorization: Bearer" with an API key or a JWT' }),
    {
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'www-authenticate': 'Bearer',
      'x-request-id': expect.any(String),
    },
  ]);
};

describe('authenticate', () => {
  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('accepts a key after %s', async (scheme) => {
    expect((await listWith(`${scheme} ${tenant.apiKey}`)).status).toBe(200);
    expect((await listWith(`${scheme}  ${tenant.apiKey} `)).status).toBe(200);
  });

  it('accepts an authorization header in any case', async () => {
    const headers = { AUTHORIZATION: `Bearer ${tenant.apiKey}` };
    expect((await call(listContacts, { method: 'GET', headers })).status).toBe(200);
  });

  it('responds 403 with the name of the scope that the key lacks', async () => {
    const { tenantId } = tenant;
    const reader = await addApiKey(tenantId, ['contacts:read']);
    const eraser = await addApiKey(tenantId, ['contacts:erase', 'crm:manage']);
    const { contactId } = await createContact({ tenantId, values: {}, actor: 'x', requestId: randomUUID() });
    const answers = [
      await call(updateContact, { apiKey: reader, id: contactId, body: { name: 'X' } }),
      await list(eraser),
      await list(await addApiKey(tenantId, [])),
      await list(await addApiKey(tenantId, ['contacts:*', 'CONTACTS:READ'])),
    ];
    expect(answers.map(({ status, body, headers }) => [status, body.error, headers['www-authenticate']])).toEqual([
      [403, 'The credential lacks the scope contacts:write', undefined],
      ...Array(3).fill([403, 'The credential lacks the scope contacts:read', undefined]),
    ]);
    expect((await list(reader)).status).toBe(200);
  });
});

describe('a request without a bearer credential is 401 with an explanation', () => {
  it.each([
    undefined,
    '',
    ' ',
    'Bearer',
    'Bearer ',
    'Basic YTpi',
    'Bearer: x',
    'Bearer\tx',
    'Bearer x y',
    'Bearer x, Bearer y',
    'Bearer "x"',
    'Bearer ключ',
    'Token x',
    'BearerX x',
    ' Bearer x',
  ])('with %j', async (authorization) => {
    expectUnauthenticated(await listWith(authorization));
    expect(service.proxy.operations).toEqual([]);
  });

  it('with a key in another scheme or without one', async () => {
    expectUnauthenticated(await listWith(tenant.apiKey));
    expectUnauthenticated(await listWith(`Basic ${tenant.apiKey}`));
  });

  it('with a key in another header or in the query', async () => {
    const headers = { 'x-api-key': tenant.apiKey, cookie: `authorization=${tenant.apiKey}` };
    expectUnauthenticated(await call(listContacts, { method: 'GET', headers, query: { access_token: tenant.apiKey } }));
  });

  it.each([
    `Bearer${' '.repeat(100_000)}`,
    `Bearer x${' '.repeat(100_000)}!`,
    'Bearer '.repeat(14_000),
  ])('with 100 KB of header, quickly (%#)', async (authorization) => {
    const cpuTime = startCpuTime();
    expectUnauthenticated(await listWith(authorization));
    expect(cpuTime()).toBeLessThan(1000);
  });
});
