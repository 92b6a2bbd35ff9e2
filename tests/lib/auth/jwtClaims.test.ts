import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import { faultOf, scopesOf } from '../../../lib/auth/jwtClaims.ts';

const now = 1_800_000_000;
const settings = {
  issuer: 'https://issuer.example/',
  audiences: ['contacts', 'client-1'],
  jwksUri: 'https://issuer.example/jwks',
  tenantClaim: 'tenantId',
  maxLifetimeSeconds: 3600,
};
const claims = { iss: 'https://issuer.example/', aud: 'contacts', sub: 'anna', iat: now, exp: now + 600 };
const faultWith = (more: object, header: object = {}) => faultOf({ ...header }, { ...claims, ...more }, settings, now);

describe('faultOf', () => {
  it.each<[string, object]>([
    ['a subject of 255 characters', { sub: 'x'.repeat(255) }],
    ['a subject in any script, with spaces', { sub: 'auth0|Ännä 李' }],
    ['iat and nbf up to a minute ahead', { iat: now + 60, nbf: now + 60 }],
    ['fractions of seconds (RFC 7519, 2)', { iat: now - 0.5, exp: now + 600.5 }],
    ['no iat, if it expires within the longest lifetime', { iat: undefined, exp: now + 3600 }],
    ['a lifetime of exactly the longest', { iat: now - 100, exp: now + 3500 }],
    ['one of several audiences that is ours', { aud: ['others', 'client-1'] }],
    [
      'a client in place of an audience, if it is an access token of Cognito',
      { aud: undefined, client_id: 'client-1', token_use: 'access' },
    ],
  ])('accepts %s', (_, more) => {
    expect(faultWith(more)).toBeUndefined();
  });

  it.each<[string, object]>([
    ['wrong_subject', { sub: 'x'.repeat(256) }],
    ['wrong_subject', { sub: 'x'.repeat(37_000) }],
    ['wrong_subject', { sub: '' }],
    ['wrong_subject', { sub: undefined }],
    ...['\0', '\n', '\r', '\t', '\x1b[31m', '\x7f', '\x85', '\u2028', '\u202e', '\u200b', '\ud800'].map(
      (character): [string, object] => ['wrong_subject', { sub: `anna${character}` }],
    ),
    ['wrong_issuer', { iss: undefined }],
    ['wrong_issuer', { iss: 'https://issuer.example' }],
    ['wrong_audience', { aud: undefined }],
    ['wrong_audience', { aud: [] }],
    ['wrong_audience', { aud: 'contacts,client-1' }],
    ['wrong_audience', { aud: undefined, client_id: 'client-1' }],
    ['wrong_audience', { aud: undefined, client_id: 'client-2', token_use: 'access' }],
    ['wrong_audience', { aud: 'others', client_id: 'client-1', token_use: 'access' }],
    ['wrong_audience', { aud: undefined, client_id: { 0: 'client-1' }, token_use: 'access' }],
    ['never_expires', { exp: undefined }],
    ['expired', { exp: now - 61 }],
    ['expired', { exp: -1 }],
    ['not_yet_valid', { nbf: now + 61 }],
    ['not_yet_valid', { iat: now + 61 }],
    ['lives_too_long', { exp: now + 3601 }],
    ['lives_too_long', { iat: undefined, exp: now + 3601 }],
    ['lives_too_long', { iat: 0 }],
    ['lives_too_long', { exp: 1e300 }],
    ['not_an_access_token', { token_use: 'id' }],
    ['not_an_access_token', { token_use: null }],
    ['not_an_access_token', { nonce: 'n' }],
    ['not_an_access_token', { at_hash: 'h' }],
    ['not_an_access_token', { c_hash: 'h' }],
    ['needs_proof', { cnf: { jkt: 'x' } }],
  ])('states %s of a token with %j', (fault, more) => {
    expect(faultWith(more)).toBe(fault);
  });

  it.each([
    'JWT',
    'jwt',
    'at+jwt',
    'AT+JWT',
    'application/at+jwt',
    undefined,
  ])('accepts a token of the type %j', (typ) => {
    expect(faultWith({}, { typ })).toBeUndefined();
  });

  it.each([
    'dpop+jwt',
    'logout+jwt',
    'secevent+jwt',
    'application/okta-internal-at+jwt',
    'ID',
    '',
    null,
    7,
    ['JWT', 'x'],
  ])('refuses a token of the type %j', (typ) => {
    expect(faultWith({}, { typ })).toBe('not_an_access_token');
  });

  it('refuses a token with a critical extension', () => {
    expect(faultWith({}, { crit: [] })).toBe('critical_extension');
  });
});

describe('scopesOf', () => {
  it.each<[JwtPayload, string[]]>([
    [{ scope: 'a b' }, ['a', 'b']],
    [{ scp: 'a b' }, ['a', 'b']],
    [{ scp: ['a', 'b'] }, ['a', 'b']],
    [{ scope: 'a', scp: ['b'], permissions: ['c', 7, null, ['d']] }, ['a', 'b', 'c']],
    [{ permissions: 'a b', scp: { 0: 'a' } }, []],
    [{}, []],
  ])('reads those of %j', (payload, scopes) => {
    expect(scopesOf(payload)).toEqual(scopes);
  });
});
