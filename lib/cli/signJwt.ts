import { createPrivateKey, type JsonWebKey, sign } from 'node:crypto';

type PrivateJwk = JsonWebKey & { readonly kid?: string; readonly alg?: string };

/** Signs claims as a compact JWS (RFC 7515) with the algorithm in the key's `alg`: RS256, ES256 or EdDSA. */
export function signJwt(claims: object, jwk: PrivateJwk, header: object = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: jwk.alg, typ: 'JWT', kid: jwk.kid, ...header })}.${part(claims)}`;
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  const digest = jwk.alg === 'EdDSA' ? null : 'sha256';
  const signature = sign(digest, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}
