import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { jest } from '@jest/globals';
import { signJwt } from '../../../lib/cli/signJwt.ts';
import { call } from '../../support/call.ts';
import { passTime } from '../../support/passTime.ts';
import { startService } from '../../support/service.ts';
import { type JwksServer, newKey, publicPart, serveJwks } from './jwksServer.ts';

const key = newKey('ES256');
await startService();
let jwks: JwksServer;
let handler: Parameters<typeof call>[0];

/** Every test has a cold function and its own issuer. */
beforeEach(async () => {
  jwks = await serveJwks(key);
  Object.assign(process.env, {
    JWT_ISSUER: 'https://issuer.example/',
    JWT_AUDIENCE: 'contacts',
    JWT_JWKS_URI: jwks.url,
    JWT_TENANT_CLAIM: 'tenantId',
  });
  jest.resetModules();
  ({ handler } = await import('../../../handlers/api/listContacts.ts'));
  jest.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(async () => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  await jwks.close();
});

const tokenOf = (signer: typeof key) =>
  signJwt(
    {
      iss: 'https://issuer.example/',
      aud: 'contacts',
      sub: 'anna',
      exp: Math.floor(Date.now() / 1000) + 600,
      scope: 'contacts:read',
      tenantId: randomUUID(),
    },
    signer,
  );
const list = (signer = key) => call(handler, { apiKey: tokenOf(signer), method: 'GET' });
async function* endlessly(text: string) {
  for (;;) yield text;
}
const stranger = () => ({ ...key, kid: randomUUID() });

describe('the JWKS of the issuer', () => {
  it('is fetched once for concurrent and later requests', async () => {
    expect(jwks.fetches).toBe(0);
    const answers = await Promise.all(Array.from({ length: 20 }, () => list()));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect((await list()).status).toBe(200);
    expect(jwks.fetches).toBe(1);
  });

  it('is not fetched for a token that is no JWT or has no key id', async () => {
    for (const token of ['x', 'x.y.z', 'a.b', tokenOf({ ...key, kid: '' }).replace(/^[^.]+/, 'e30')]) {
      expect((await call(handler, { apiKey: token, method: 'GET' })).status).toBe(401);
    }
    expect(jwks.fetches).toBe(0);
  });

  it('is fetched once more for a hundred tokens of unknown keys, while valid tokens still work', async () => {
    expect((await list()).status).toBe(200);
    for (let i = 0; i < 50; i++) expect((await list(stranger())).status).toBe(401);
    const answers = await Promise.all(Array.from({ length: 50 }, () => list(stranger())));
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(401));
    expect((await list()).status).toBe(200);
    expect(jwks.fetches).toBe(2);
  });

  it('is fetched once for a hundred tokens of unknown keys in a cold function', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => list(stranger())));
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(401));
    expect((await list()).status).toBe(200);
    expect(jwks.fetches).toBe(1);
  });

  it('may change: a new key works at once, or 20 seconds after an unknown key', async () => {
    const [second, third] = [newKey('EdDSA'), newKey('ES256')];
    expect((await list()).status).toBe(200);
    jwks.keys = [key, second].map(publicPart);
    expect((await list(second)).status).toBe(200);
    expect((await list(third)).status).toBe(401);
    jwks.keys = [second, third].map(publicPart);
    passTime(10_000);
    expect((await list(third)).status).toBe(401);
    passTime(10_000);
    expect((await list(third)).status).toBe(200);
    expect((await list(key)).status).toBe(401);
    expect(jwks.fetches).toBe(5);
  });

  it('is fetched at most every 20 seconds while tokens of unknown keys keep coming, and a new key still works', async () => {
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    expect((await list()).status).toBe(200);
    for (let second = 0; second < 60; second += 2) {
      clock.mockReturnValue(now + second * 1000);
      expect((await list(stranger())).status).toBe(401);
    }
    expect(jwks.fetches).toBe(1 + 3);
    const next = newKey('ES256');
    jwks.keys = [publicPart(next)];
    clock.mockReturnValue(now + 60_000);
    expect((await list(next)).status).toBe(200);
  });

  it('may lose a key, which gives no access after ten minutes', async () => {
    expect((await list()).status).toBe(200);
    jwks.keys = [publicPart(newKey('ES256'))];
    passTime(500_000);
    expect([(await list()).status, jwks.fetches]).toEqual([200, 1]);
    passTime(100_000);
    expect((await list()).status).toBe(401);
  });

  it('may replace a key under the same id: the old one gives no access any more', async () => {
    const [replacing, other] = [{ ...newKey('ES256'), kid: key.kid }, newKey('ES256')];
    expect((await list()).status).toBe(200);
    jwks.keys = [replacing, other].map(publicPart);
    expect((await list(other)).status).toBe(200);
    expect([(await list()).status, (await list(replacing)).status]).toEqual([401, 200]);
  });

  it('may have weak keys, keys of other kinds and what is no key, beside good ones', async () => {
    const others = [
      publicPart(newKey('RS256', 1024)),
      { ...publicPart(newKey('RS256')), e: 'Aw' },
      { kid: 'without a type' },
      { kty: 'EC', kid: 7 },
      { kty: 'AKP', kid: 'x', alg: 'ML-DSA-44' },
      { ...publicPart(newKey('ES256')), kid: undefined },
      null,
      'text',
    ];
    jwks.answer = (response) => response.end(JSON.stringify({ keys: [...others, publicPart(key)] }));
    expect((await list()).status).toBe(200);
  });

  it('gives no access with an RSA key below 2,048 bits, an unusable key, or one for encryption', async () => {
    const [weak, short, good] = [newKey('RS256', 1024), newKey('RS256', 2047), newKey('RS256')];
    const [damaged, encrypting] = [newKey('ES256'), newKey('ES256')];
    jwks.keys = [
      ...[weak, short, good].map(publicPart),
      { ...publicPart(damaged), x: 'AA' },
      { ...publicPart(encrypting), use: 'enc' },
    ];
    const answers = await Promise.all([weak, short, damaged, encrypting, good].map((each) => list(each)));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 200]);
  });

  it('is requested without compression', async () => {
    const headers: unknown[] = [];
    jwks.answer = (response) => {
      headers.push(response.req.headers['accept-encoding']);
      response.end(JSON.stringify({ keys: [publicPart(key)] }));
    };
    expect((await list()).status).toBe(200);
    expect(headers).toEqual(['identity']);
  });

  it('may have 64 KB', async () => {
    const text = JSON.stringify({ keys: [publicPart(key)] });
    jwks.answer = (response) => response.end(text.padEnd(64 * 1024));
    expect((await list()).status).toBe(200);
  });
});

describe('if the JWKS of the issuer', () => {
  const expectUnavailable = async (signer = key) => {
    const { status, headers, body } = await list(signer);
    expect([status, headers['retry-after'], headers['www-authenticate'], body]).toEqual([
      503,
      '1',
      undefined,
      { error: "The token issuer's keys are not available. Please try again." },
    ]);
  };

  it.each<[string, (response: ServerResponse) => void]>([
    ['has status 500', (response) => response.writeHead(500).end('{"keys":[]}')],
    ['has status 404', (response) => response.writeHead(404).end()],
    ['breaks the connection', (response) => response.destroy()],
    [
      'redirects',
      (response) => {
        jwks.answer = undefined;
        response.writeHead(302, { location: jwks.url }).end();
      },
    ],
    ['is a page in HTML', (response) => response.end('<html>')],
    ['is other JSON', (response) => response.end('{"error":"try again"}')],
    ['is JSON null', (response) => response.end('null')],
    ['has keys that are no list', (response) => response.end('{"keys":{"0":{}}}')],
    ['is empty', (response) => response.end()],
    ['has more than 64 KB', (response) => response.end(JSON.stringify({ keys: jwks.keys }).padEnd(64 * 1024 + 1))],
    ['never ends', (response) => void Readable.from(endlessly('{"keys":[')).pipe(response)],
    [
      'is compressed',
      (response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(JSON.stringify({ keys: jwks.keys }))),
    ],
    [
      'is compressed twice',
      (response) => response.setHeader('content-encoding', 'gzip, br').end(gzipSync(Buffer.alloc(10_000_000))),
    ],
    ['begins and never ends', (response) => void response.write('{"keys":[')],
    ['never responds', () => {}],
  ])('%s, a JWT is 503 without another fetch for a second, and works after that', async (_, answer) => {
    jwks.answer = answer;
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    const timeout = jest.spyOn(AbortSignal, 'timeout');
    await expectUnavailable();
    expect(timeout.mock.calls).toEqual([[2000]]);
    timeout.mockRestore();
    const { fetches } = jwks;
    for (let i = 0; i < 20; i++) await expectUnavailable(stranger());
    expect(jwks.fetches).toBe(fetches);
    jwks.answer = undefined;
    clock.mockReturnValue(now + 1000);
    expect((await list()).status).toBe(200);
    clock.mockRestore();
  });

  it('has no server, a JWT is 503', async () => {
    await jwks.close();
    await expectUnavailable();
    jwks = await serveJwks(key);
  });

  it('is cached, a valid JWT needs no server', async () => {
    expect((await list()).status).toBe(200);
    jwks.answer = (response) => response.destroy();
    expect((await list()).status).toBe(200);
    expect(jwks.fetches).toBe(1);
    for (const minute of [10, 11]) {
      passTime((minute === 10 ? 10 : 1) * 60_000);
      for (let i = 0; i < 3; i++) expect((await list()).status).toBe(200);
    }
    // Node's fetch repeats a request whose connection was broken.
    expect(jwks.fetches).toBeLessThanOrEqual(1 + 2 * 2);
  });

  it('is not configured, a JWT is 401', async () => {
    delete process.env.JWT_ISSUER;
    expect((await list()).status).toBe(401);
    expect(jwks.fetches).toBe(0);
  });

  it.each([
    'JWT_AUDIENCE',
    'JWT_JWKS_URI',
    'JWT_TENANT_CLAIM',
  ])('is configured without %s, a JWT is 500 and gives no access', async (setting) => {
    delete process.env[setting];
    expect((await list()).status).toBe(500);
  });
});
