import { createHmac, createPublicKey, randomUUID, sign } from 'node:crypto';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { signJwt } from '../../../lib/cli/signJwt.ts';
import { createContact } from '../../../lib/dynamo/contacts/createContact.ts';
import { getContact } from '../../../lib/dynamo/contacts/getContact.ts';
import { call, type Reply } from '../../support/call.ts';
import { startService } from '../../support/service.ts';
import { type JwksServer, newKey, publicPart, serveJwks } from './jwksServer.ts';

const [rsa, ec, ed, unnamed, stranger] = [
  newKey('RS256'),
  newKey('ES256'),
  newKey('EdDSA'),
  newKey('RS256'),
  newKey('RS256'),
];
await startService();
let jwks: JwksServer;
let elsewhere: JwksServer;
let tenantId: string;
let contactId: string;

beforeAll(async () => {
  [jwks, elsewhere] = await Promise.all([serveJwks(rsa, ec, ed), serveJwks(stranger)]);
  const { alg: _, ...withoutAlgorithm } = publicPart(unnamed);
  jwks.keys = [...jwks.keys, withoutAlgorithm];
  Object.assign(process.env, {
    JWT_ISSUER: 'https://issuer.example/',
    JWT_AUDIENCE: 'contacts',
    JWT_JWKS_URI: jwks.url,
    JWT_TENANT_CLAIM: 'https://contacts.example/tenant',
  });
  tenantId = randomUUID();
  ({ contactId } = await createContact({ tenantId, values: {}, actor: 'x', requestId: randomUUID() }));
});
afterAll(async () => {
  await Promise.all([jwks.close(), elsewhere.close()]);
});

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const claims = (more: object = {}) => ({
  iss: 'https://issuer.example/',
  aud: 'contacts',
  sub: 'auth0|anna',
  exp: inSeconds(600),
  scope: 'contacts:read',
  'https://contacts.example/tenant': tenantId,
  ...more,
});
const list = (token: string) => call(listContacts, { apiKey: token, method: 'GET' });
const listAs = (more: object, key = ec) => list(signJwt(claims(more), key));

const expectRefusal = ({ status, headers, body }: Reply) =>
  expect([status, headers['www-authenticate'], body]).toEqual([
    401,
    'Bearer',
    { error: 'The credential is not valid, has expired or was revoked' },
  ]);

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a JWT of the issuer', () => {
  it.each([
    ['RS256', rsa],
    ['ES256', ec],
    ['EdDSA', ed],
    ['RS256, by a key that names no algorithm', unnamed],
  ])('signed with %s gives access to its tenant', async (_, key) => {
    const { status, body } = await listAs({}, key);
    expect([status, body.data.map(({ id }: { id: string }) => id)]).toEqual([200, [contactId]]);
  });

  it('is recorded as the actor of its changes, by its subject', async () => {
    const apiKey = signJwt(claims({ scope: 'contacts:write' }), rsa);
    expect((await call(updateContact, { apiKey, id: contactId, body: { name: 'Anna' } })).status).toBe(200);
    expect((await getContact(tenantId, contactId)).changedBy).toBe('user:auth0|anna');
  });

  it('may have the tenant in upper case, several audiences and other claims', async () => {
    for (const more of [
      { 'https://contacts.example/tenant': tenantId.toUpperCase() },
      { aud: ['others', 'contacts'] },
      { email: 'anna@example.com', roles: [{}], jti: 'x', iat: inSeconds(-5) },
    ]) {
      const { status, body } = await listAs(more);
      expect([status, body.data]).toEqual([200, [expect.objectContaining({ id: contactId, tenantId })]]);
    }
  });

  it.each([
    [{ scope: 'contacts:read' }, 200],
    [{ scope: 'openid contacts:write contacts:read' }, 200],
    [{ scope: undefined, permissions: ['contacts:write', 'contacts:read'] }, 200],
    [{ scope: 'openid', permissions: ['contacts:read'] }, 200],
    [{ scope: undefined }, 403],
    [{ scope: '' }, 403],
    [{ scope: 'contacts:write' }, 403],
    [{ scope: 'contacts:readx xcontacts:read Contacts:Read' }, 403],
    [{ scope: undefined, permissions: 'contacts:read' }, 403],
    [{ scope: undefined, permissions: { 0: 'contacts:read' } }, 403],
    [{ scope: undefined, permissions: [['contacts:read'], 7, null] }, 403],
  ])('with %j responds %i', async (more, status) => {
    const answer = await listAs(more);
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.body).toEqual({ error: 'The credential lacks the scope contacts:read' });
  });

  it('may be expired or not yet valid by 50 s, because clocks differ', async () => {
    expect((await listAs({ exp: inSeconds(-50) })).status).toBe(200);
    expect((await listAs({ nbf: inSeconds(50) })).status).toBe(200);
    expectRefusal(await listAs({ exp: inSeconds(-62) }));
    expectRefusal(await listAs({ nbf: inSeconds(64) }));
  });
});

describe('a JWT is 401', () => {
  it.each<[string, object]>([
    ['of another issuer', { iss: 'https://issuer.example' }],
    ['without an issuer', { iss: undefined }],
    ['for another audience', { aud: 'contacts2' }],
    ['for other audiences', { aud: ['others'] }],
    ['without an audience', { aud: undefined }],
    ['that has expired', { exp: 1 }],
    ['that never expires', { exp: undefined }],
    ['with exp as a string', { exp: '4000000000' }],
    ['with exp null', { exp: null }],
    ['that is valid from tomorrow', { nbf: inSeconds(86_400) }],
    ['with nbf as a string', { nbf: 'now' }],
    ['without a subject', { sub: undefined }],
    ['with an empty subject', { sub: '' }],
    ['with a number as subject', { sub: 7 }],
    ['with scopes as an array', { scope: ['contacts:read'] }],
    ['without a tenant', { 'https://contacts.example/tenant': undefined }],
    ['with the tenant null', { 'https://contacts.example/tenant': null }],
    ['with a tenant that is no UUID', { 'https://contacts.example/tenant': 'acme' }],
    ['with more than a UUID', { 'https://contacts.example/tenant': '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10\n' }],
    ['with an empty tenant', { 'https://contacts.example/tenant': '' }],
    ['with two tenants', { 'https://contacts.example/tenant': ['6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10'] }],
    ['with the tenant in another claim', { 'https://contacts.example/tenant': undefined, tenantId: randomUUID() }],
  ])('%s', async (_, more) => {
    expectRefusal(await listAs(more));
  });

  it('if it is signed by another key', async () => {
    expectRefusal(await list(signJwt(claims(), { ...stranger, kid: rsa.kid })));
    expectRefusal(await list(signJwt(claims(), { ...newKey('ES256'), kid: ec.kid })));
    expectRefusal(await list(signJwt(claims(), { ...newKey('EdDSA'), kid: ed.kid })));
  });

  it('if any part of it was changed', async () => {
    const [header = '', payload = '', signature = ''] = signJwt(claims(), ec).split('.');
    const other = part(claims({ 'https://contacts.example/tenant': randomUUID() }));
    const changed = [
      `${header}.${other}.${signature}`,
      `${part({ alg: 'ES256', kid: ec.kid, typ: 'JWT', x: 1 })}.${payload}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -4)}`,
      `${header}.${payload}.${signature}AAAA`,
      `${header}.${payload}.AA`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}.${payload}.${signature}.${signature}`,
      `.${payload}.${signature}`,
      `${header}..${signature}`,
      `${payload}.${header}.${signature}`,
      '..',
      'x.y.z',
      `${part([])}.${part([])}.AA`,
      `${part({})}.${part({})}.AA`,
    ];
    for (const token of changed) expectRefusal(await list(token));
  });

  it('if it is padded, or spelled in another way than by its issuer', async () => {
    const token = signJwt(claims(), rsa);
    const [header = '', payload = '', signature = ''] = token.split('.');
    expect((await list(token)).status).toBe(200);
    // The last character of 256 bytes has four unused bits.
    const last = signature.at(-1) ?? '';
    const otherLast = String.fromCharCode(last.charCodeAt(0) + 1);
    const spellings = [
      `${token}=`,
      `${token}==`,
      `${header}=.${payload}.${signature}`,
      `${header}.${payload}==.${signature}`,
      `${header}.${payload}.${signature.slice(0, -1)}${otherLast}`,
      token.replaceAll('-', '+').replaceAll('_', '/'),
    ];
    for (const spelling of spellings.filter((each) => each !== token)) expectRefusal(await list(spelling));
  });

  it('if a claim or a header parameter is there twice', async () => {
    const twice = (text: string) => Buffer.from(text).toString('base64url');
    const parts = [
      [`{"alg":"ES256","kid":"${ec.kid}"}`, JSON.stringify(claims()).replace('{', '{"sub":"x",')],
      [`{"alg":"none","alg":"ES256","kid":"${ec.kid}"}`, JSON.stringify(claims())],
    ];
    for (const [header = '', payload = ''] of parts) {
      const input = `${twice(header)}.${twice(payload)}`;
      const signature = sign('sha256', Buffer.from(input), { key: ec, format: 'jwk', dsaEncoding: 'ieee-p1363' });
      expectRefusal(await list(`${input}.${signature.toString('base64url')}`));
    }
  });

  it('if its signature has the wrong length', async () => {
    for (const key of [rsa, ec, ed]) {
      const [header, payload] = signJwt(claims(), key).split('.');
      for (const length of [1, 63, 65, 1000]) {
        expectRefusal(await list(`${header}.${payload}.${Buffer.alloc(length, 1).toString('base64url')}`));
      }
    }
  });

  it('if it has a critical extension', async () => {
    expectRefusal(await list(signJwt(claims(), ec, { crit: ['x'], x: 1 })));
  });

  it.each(['none', 'None', 'NONE', ''])('if its algorithm is %j', async (alg) => {
    for (const { kid } of [rsa, unnamed]) {
      const unsigned = `${part({ alg, typ: 'JWT', kid })}.${part(claims())}`;
      expectRefusal(await list(`${unsigned}.`));
      expectRefusal(await list(`${unsigned}.AA`));
    }
  });

  it('if it is signed with the public key as an HMAC secret', async () => {
    for (const key of [rsa, unnamed]) {
      const publicKey = createPublicKey({ key: publicPart(key), format: 'jwk' });
      const input = `${part({ alg: 'HS256', typ: 'JWT', kid: key.kid })}.${part(claims())}`;
      for (const secret of [publicKey.export({ type: 'spki', format: 'pem' }), String(key.n)]) {
        expectRefusal(await list(`${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`));
      }
    }
  });

  it.each([
    ['RS384', 'sha384'],
    ['RS512', 'sha512'],
  ])('if it has a valid signature of %s', async (alg, digest) => {
    const input = `${part({ alg, typ: 'JWT', kid: unnamed.kid })}.${part(claims())}`;
    const signature = sign(digest, Buffer.from(input), { key: unnamed, format: 'jwk' });
    expectRefusal(await list(`${input}.${signature.toString('base64url')}`));
  });

  it('if its algorithm is not that of its key', async () => {
    expectRefusal(await list(signJwt(claims(), rsa, { alg: 'ES256' })));
    expectRefusal(await list(signJwt(claims(), ec, { alg: 'EdDSA' })));
    expectRefusal(await list(signJwt(claims(), ed, { alg: 'ES256' })));
    expectRefusal(await list(signJwt(claims(), unnamed, { alg: 'ES256' })));
  });

  it('if it has its own key or the URL of one, which is not fetched', async () => {
    const { alg, ...jwk } = publicPart(stranger);
    for (const { kid } of [rsa, stranger]) {
      for (const header of [
        { jwk: { alg, ...jwk } },
        { jku: elsewhere.url },
        { x5u: elsewhere.url },
        {
          x5c: [
            createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' }).toString('base64'),
          ],
        },
        { kid: elsewhere.url },
        { kid: ['x'] },
        { kid: undefined },
      ]) {
        expectRefusal(await list(signJwt(claims({ iss: 'https://issuer.example/' }), stranger, { kid, ...header })));
        expectRefusal(await list(signJwt(claims({ iss: elsewhere.url }), stranger, { kid, ...header })));
      }
    }
    expect(elsewhere.fetches).toBe(0);
  });
});
