import { randomUUID } from 'node:crypto';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as notFound } from '../../../handlers/api/notFound.ts';
import { makeApiKey } from '../../../lib/auth/apiKey.ts';
import { signJwt } from '../../../lib/cli/signJwt.ts';
import { call, eventOf } from '../../support/call.ts';
import { captureLog } from '../../support/log.ts';
import { passTime } from '../../support/passTime.ts';
import { addApiKey, startService } from '../../support/service.ts';
import { type JwksServer, newKey, serveJwks } from '../auth/jwksServer.ts';

const service = await startService();
process.env.METRICS_DISABLED = 'false';
const logged = captureLog();
const { tenantId, apiKey } = await service.tenant('contacts:read');
const issuerKey = newKey('ES256');
let jwks: JwksServer;
beforeAll(async () => {
  jwks = await serveJwks(issuerKey);
});
afterAll(() => jwks.close());

let minutes = 0;
/** Each test begins in another minute, so that the refusals of the one before do not count. */
beforeEach(() => {
  minutes += 2;
  passTime(minutes * 60_000);
});

const list = (key: string, headers = {}) => call(listContacts, { apiKey: key, method: 'GET', headers });
const ofMessage = (wanted: string) => logged.filter(({ message }) => message === wanted);
const refusals = () => ofMessage('request refused').map(({ level, message, requestId, ...line }) => line);
const counted = () =>
  logged.filter((line) => 'RefusedRequests' in line).map(({ code, RefusedRequests }) => [code, RefusedRequests]);

describe('a request with a valid credential', () => {
  it('has one line, with the id of its key and the id that the caller and API Gateway have', async () => {
    const { headers } = await list(apiKey);
    expect(logged).toEqual([
      {
        level: 'info',
        message: 'access',
        requestId: headers['x-request-id'],
        tenantId,
        credential: expect.stringMatching(/^key:[0-9a-f]{12}$/),
        route: 'GET /api/contacts',
        status: 200,
      },
    ]);
    logged.length = 0;
    const awsRequestId = randomUUID();
    const event = eventOf({ apiKey, method: 'GET', id: randomUUID() });
    const context = { awsRequestId, getRemainingTimeInMillis: () => 100_000 };
    expect(await getContact(event as never, context as never)).toMatchObject({
      statusCode: 404,
      headers: { 'x-request-id': awsRequestId },
    });
    expect(logged).toMatchObject([{ message: 'access', requestId: awsRequestId, status: 404 }]);
  });

  it('has none where nobody reads it, and a request that needs no credential has none', async () => {
    await call(notFound, { apiKey, method: 'GET', path: '/api/unknown' });
    process.env.METRICS_DISABLED = 'true';
    await list(apiKey);
    process.env.METRICS_DISABLED = 'false';
    expect(logged).toEqual([]);
  });
});

describe('a request that is refused', () => {
  const code = 'unauthenticated';
  const credential = expect.stringMatching(/^key:[0-9a-f]{12}$/);
  const requests = 1;

  it('is counted and logged with the reason, which the caller does not learn, and the id of its key', async () => {
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    const keys = [
      'junk',
      'ctk_test_junk',
      makeApiKey('test', tenantId).text,
      await addApiKey(tenantId, ['contacts:read'], { revokedAt: new Date().toISOString() }),
      await addApiKey(tenantId, ['contacts:read'], { expiresAt: yesterday }),
    ];
    const replies = [await call(listContacts, { method: 'GET' })];
    for (const key of keys) replies.push(await list(key));
    expect(new Set(replies.slice(1).map(({ text }) => text)).size).toBe(1);
    expect(refusals()).toEqual([
      { code, requests, reason: 'no_credential' },
      { code, requests, reason: 'jwts_not_accepted' },
      { code, requests, reason: 'malformed' },
      { code, requests, reason: 'unknown_key', credential },
      { code, requests, reason: 'revoked', credential },
      { code, requests, reason: 'expired', credential },
    ]);
    expect(counted()).toEqual(Array(6).fill([code, 1]));
    expect(ofMessage('request refused').map(({ requestId }) => requestId)).toEqual(
      replies.map(({ headers }) => headers['x-request-id']),
    );
  });

  it('for a missing scope is logged with the scope and the id of its key', async () => {
    await list(await addApiKey(tenantId, ['contacts:write']));
    expect(refusals()).toEqual([{ code: 'forbidden', requests, reason: 'missing_scope contacts:read', credential }]);
    expect(counted()).toEqual([['forbidden', 1]]);
    expect(ofMessage('access')).toEqual([]);
  });

  it('with a JWT has the id of a key of the issuer, but no text of the caller', async () => {
    Object.assign(process.env, {
      JWT_ISSUER: 'https://issuer.example/',
      JWT_AUDIENCE: 'contacts',
      JWT_JWKS_URI: jwks.url,
      JWT_TENANT_CLAIM: 'tenantId',
    });
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: 'https://issuer.example/',
      aud: 'contacts',
      sub: 'canary',
      exp: now + 60,
      tenantId: 'canary',
    };
    const tokens = [
      signJwt(claims, { ...issuerKey, kid: 'canary' }),
      signJwt(claims, { ...newKey('ES256'), kid: issuerKey.kid }),
      signJwt({ ...claims, exp: now - 100 }, issuerKey),
      signJwt({ ...claims, scope: 'contacts:read' }, issuerKey),
    ];
    for (const token of tokens) expect((await list(token)).status).toBe(401);
    delete process.env.JWT_ISSUER;
    const ofIssuer = { code, requests, credential: `kid:${issuerKey.kid}` };
    expect(refusals()).toEqual([
      { code, requests, reason: 'unknown_key' },
      { ...ofIssuer, reason: 'wrong_signature' },
      { ...ofIssuer, reason: 'expired' },
      { ...ofIssuer, reason: 'no_tenant' },
    ]);
    expect(JSON.stringify(logged)).not.toContain('canary');
    for (const token of tokens) expect(JSON.stringify(logged)).not.toContain(token.split('.')[2]);
  });

  it('in a flood is sampled: 1,000 have 14 lines, and the metric loses none of them', async () => {
    for (let i = 0; i < 1000; i++) await list(`ctk_test_junk${i}`);
    expect(refusals().map((line) => line.requests)).toEqual([...Array(8).fill(1), 8, 16, 32, 64, 128, 256]);
    // Another kind has samples of its own.
    await list(await addApiKey(tenantId, []));
    expect(refusals().at(-1)).toMatchObject({ code: 'forbidden', requests: 1 });
    passTime(60_000);
    await list('ctk_test_junk');
    const all = counted().filter(([of]) => of === code);
    expect(all.map(([, times]) => times).reduce<number>((sum, times) => sum + Number(times), 0)).toBe(1001);
  });
});
