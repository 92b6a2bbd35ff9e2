import { createPublicKey, verify } from 'node:crypto';
import { signJwt } from '../../../lib/cli/signJwt.ts';
import { newKey, publicPart } from '../auth/jwksServer.ts';

const parse = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString());

describe('signJwt', () => {
  it.each(['RS256', 'ES256', 'EdDSA'] as const)('signs with %s', (alg) => {
    const jwk = newKey(alg);
    const [header, payload, signature] = signJwt({ sub: 'anna' }, jwk, { typ: 'at+jwt' }).split('.');
    expect(parse(header)).toEqual({ alg, kid: jwk.kid, typ: 'at+jwt' });
    expect(parse(payload)).toEqual({ sub: 'anna' });
    const key = createPublicKey({ key: publicPart(jwk), format: 'jwk' });
    const options = { key, dsaEncoding: 'ieee-p1363' } as const;
    const input = Buffer.from(`${header}.${payload}`);
    const digest = alg === 'EdDSA' ? null : 'sha256';
    expect(verify(digest, input, options, Buffer.from(signature ?? '', 'base64url'))).toBe(true);
  });
});
