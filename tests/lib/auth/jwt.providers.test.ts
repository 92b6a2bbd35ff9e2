import { checkJwt } from '../../../lib/auth/jwt.ts';
import { signJwt } from '../../../lib/cli/signJwt.ts';
import { type JwksServer, newKey, serveJwks } from './jwksServer.ts';

const key = newKey('RS256');
const tenant = '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10';
const now = Math.floor(Date.now() / 1000);
let jwks: JwksServer;
beforeAll(async () => {
  jwks = await serveJwks(key);
});
afterAll(() => jwks.close());

/** The claims of an access token and an ID token of each provider, as its documentation shows them. */
const providers = {
  Cognito: {
    settings: {
      JWT_ISSUER: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_EXAMPLE',
      JWT_AUDIENCE: '1example23456789,2example23456789',
      JWT_TENANT_CLAIM: 'tenantId',
    },
    header: { typ: undefined },
    subject: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    access: {
      'cognito:groups': ['agents'],
      client_id: '2example23456789',
      origin_jti: 'cccccccc-bbbb-cccc-dddd-eeeeeeeeeeee',
      event_id: 'dddddddd-bbbb-cccc-dddd-eeeeeeeeeeee',
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin contacts:read',
      auth_time: now - 60,
      jti: 'eeeeeeee-bbbb-cccc-dddd-eeeeeeeeeeee',
      username: 'anna',
      // A pre token generation trigger adds it, and the scopes of this service.
      tenantId: tenant,
    },
    id: {
      aud: '2example23456789',
      at_hash: 'C9qQ0dYNPxnd3Q3FG3vbWw',
      token_use: 'id',
      auth_time: now - 60,
      'cognito:username': 'anna',
      scope: 'contacts:read',
      tenantId: tenant,
    },
  },
  Okta: {
    settings: {
      JWT_ISSUER: 'https://example.okta.com/oauth2/default',
      JWT_AUDIENCE: 'api://contacts',
      JWT_TENANT_CLAIM: 'tenantId',
    },
    header: { typ: undefined },
    subject: 'anna@example.com',
    access: {
      ver: 1,
      jti: 'AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE',
      aud: 'api://contacts',
      cid: '0oab8eb55Kb9jdMIr5d6',
      uid: '00ub0oNGTSWTBKOLGLNR',
      auth_time: now - 60,
      scp: ['openid', 'contacts:read'],
      tenantId: tenant,
    },
    id: {
      ver: 1,
      jti: 'ID.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE',
      aud: '0oab8eb55Kb9jdMIr5d6',
      amr: ['pwd'],
      idp: '00o1n8sbwArJ7OQRw406',
      nonce: 'n-0S6_WzA2Mj',
      at_hash: 'preview_at_hash',
      tenantId: tenant,
    },
  },
  Entra: {
    settings: {
      JWT_ISSUER: `https://login.microsoftonline.com/${tenant}/v2.0`,
      JWT_AUDIENCE: '11112222-bbbb-3333-cccc-4444dddd5555',
      JWT_TENANT_CLAIM: 'tid',
    },
    header: { typ: 'JWT', x5t: key.kid },
    subject: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
    access: {
      aud: '11112222-bbbb-3333-cccc-4444dddd5555',
      nbf: now - 60,
      aio: 'AXQAi/8IAAAA',
      azp: '00001111-aaaa-2222-bbbb-3333cccc4444',
      azpacr: '0',
      name: 'Anna Schmidt',
      oid: 'aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb',
      preferred_username: 'anna@example.com',
      rh: 'I',
      scp: 'contacts:read contacts:write',
      tid: tenant,
      uti: 'fqiBqXLPj0eQa82S-IYFAA',
      ver: '2.0',
    },
    // The API and its pages may be one application, so that both tokens have the same audience.
    id: {
      aud: '11112222-bbbb-3333-cccc-4444dddd5555',
      nbf: now - 60,
      nonce: '12345',
      preferred_username: 'anna@example.com',
      tid: tenant,
      ver: '2.0',
    },
  },
  Auth0: {
    settings: {
      JWT_ISSUER: 'https://example.eu.auth0.com/',
      JWT_AUDIENCE: 'https://contacts.example',
      JWT_TENANT_CLAIM: 'https://contacts.example/tenant',
    },
    header: { typ: 'at+jwt' },
    subject: 'auth0|5f7c8ec7c33c6c004bbafe82',
    access: {
      aud: ['https://contacts.example', 'https://example.eu.auth0.com/userinfo'],
      azp: 'my_client_id',
      scope: 'openid profile',
      permissions: ['contacts:read'],
      gty: 'password',
      'https://contacts.example/tenant': tenant,
    },
    id: {
      aud: 'my_client_id',
      nonce: 'n-0S6_WzA2Mj',
      name: 'Anna Schmidt',
      'https://contacts.example/tenant': tenant,
    },
  },
};

describe.each(Object.entries(providers))('%s', (_, { settings, header, subject, access, id }) => {
  beforeEach(() => {
    Object.assign(process.env, { ...settings, JWT_JWKS_URI: jwks.url });
  });
  const signed = (claims: object, typ: object = header) =>
    signJwt({ iss: settings.JWT_ISSUER, sub: subject, iat: now - 60, exp: now + 3540, ...claims }, key, typ);

  it('gives access with an access token', async () => {
    expect(await checkJwt(signed(access))).toEqual({
      tenant,
      actor: `user:${subject}`,
      credential: `kid:${key.kid}`,
      scopes: expect.arrayContaining(['contacts:read']),
    });
  });

  it('gives access with an access token of the longest default lifetime, a day', async () => {
    expect(await checkJwt(signed({ ...access, exp: now - 60 + 86_400 }))).toMatchObject({ tenant });
  });

  it('gives no access with an ID token', async () => {
    await expect(checkJwt(signed(id, { typ: 'JWT' }))).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('gives no access with an access token for another API or client', async () => {
    const others = { ...access, ...('aud' in access ? { aud: 'others' } : { client_id: 'others' }) };
    await expect(checkJwt(signed(others))).rejects.toMatchObject({
      code: 'unauthenticated',
      facts: { refusal: { reason: 'wrong_audience', credential: `kid:${key.kid}` } },
    });
  });
});
