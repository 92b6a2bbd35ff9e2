import { handler as getOpenApi } from '../../../handlers/api/getOpenApi.ts';
import { handler as notFound } from '../../../handlers/api/notFound.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { readContracts } from '../../../lib/build/contracts.ts';
import { call } from '../../support/call.ts';

process.env.METRICS_DISABLED = 'true';
const contracts = await readContracts();
const id = '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55';
const origin = 'https://app.example';
const preflight = (from: string, path: string) =>
  call(notFound, {
    method: 'OPTIONS',
    path,
    headers: { origin: from, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'if-match' },
  });
const read = (from?: string) =>
  call(getOpenApi, { method: 'GET', path: '/api/openapi.json', headers: from ? { origin: from } : {} });
const wordsOf = (list: string | undefined) => (list ?? '').split(', ');

afterEach(() => {
  delete process.env.ALLOWED_ORIGINS;
});

describe('with allowed origins', () => {
  beforeEach(() => {
    process.env.ALLOWED_ORIGINS = `https://other.example, ${origin}`;
  });

  it.each([
    `/api/contacts/${id}`,
    '/api/health',
    '/nowhere',
  ])('a preflight request for %s is answered', async (path) => {
    const { status, headers, text } = await preflight(origin, path);
    expect([status, text]).toEqual([204, '']);
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-max-age': '7200',
      vary: 'Origin',
      'x-request-id': expect.any(String),
    });
    expect(headers).not.toHaveProperty('content-type');
  });

  it('pages may use every method and every request header of the contracts', async () => {
    const { headers } = await preflight(origin, '/api/contacts');
    const methods = contracts.map(({ method }) => method);
    expect(wordsOf(headers['access-control-allow-methods'])).toEqual(expect.arrayContaining(methods));
    const understood = contracts.flatMap((contract) => Object.keys(contract.headers ?? {}));
    expect(wordsOf(headers['access-control-allow-headers'])).toEqual(
      expect.arrayContaining([...understood, 'authorization', 'content-type', 'accept']),
    );
  });

  it('pages may read responses and errors, with every response header of the contracts', async () => {
    const failed = await call(updateContact, { id, headers: { origin }, body: {} });
    expect(failed.status).toBe(401);
    const sent = contracts.flatMap(({ success }) => Object.keys(Object(success).headers ?? {}));
    for (const { headers } of [await read(origin), failed]) {
      expect(headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' });
      expect(wordsOf(headers['access-control-expose-headers'])).toEqual(
        expect.arrayContaining([...sent.filter((name) => name !== 'cache-control'), 'x-request-id', 'retry-after']),
      );
    }
  });

  it('pages of other origins may do neither, and caches keep their responses apart', async () => {
    expect((await preflight('https://evil.example', '/api/contacts')).status).toBe(405);
    for (const { status, headers } of [await read('https://evil.example'), await read()]) {
      expect([status, headers.vary]).toEqual([200, 'Origin']);
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  it('an OPTIONS request that is no preflight is 405', async () => {
    expect((await call(notFound, { method: 'OPTIONS', path: '/api/contacts', headers: { origin } })).status).toBe(405);
  });
});

it('allows all origins with *', async () => {
  process.env.ALLOWED_ORIGINS = '*';
  expect((await read(origin)).headers['access-control-allow-origin']).toBe('*');
  expect((await preflight(origin, '/nowhere')).headers['access-control-allow-origin']).toBe('*');
});

it('has no CORS without allowed origins', async () => {
  for (const origins of ['', undefined]) {
    if (origins !== undefined) process.env.ALLOWED_ORIGINS = origins;
    expect((await preflight(origin, '/api/contacts')).status).toBe(405);
    expect((await preflight(origin, '/nowhere')).status).toBe(404);
    const { headers } = await read(origin);
    expect(Object.keys(headers)).toEqual(['content-type', 'x-request-id']);
    delete process.env.ALLOWED_ORIGINS;
  }
});
