import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Jwk } from 'aws-jwt-verify/jwk';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import { config } from '../config.ts';
import { duplicateKey } from '../duplicateKey.ts';
import { findIssuerKey } from './issuerKeys.ts';
import { faultOf, scopesOf } from './jwtClaims.ts';
import { invalidCredential, type Principal } from './principal.ts';
import { refuseJwt } from './refuseJwt.ts';

const keyObjects = new WeakMap<Jwk, KeyObject>();

/**
 * Checks an access token of the configured issuer that is a JWT: its signature, and its claims by `faultOf`. Keys come
 * only from the configured JWKS, never from the token. Throws `unauthenticated`, or `unavailable` if the JWKS cannot be
 * fetched.
 */
export async function checkJwt(token: string): Promise<Principal> {
  const settings = config.jwt();
  if (!settings) return refuseJwt();
  const { header, payload, ...parts } = attempt('malformed', () => decomposeUnverifiedJwt(token));
  if (![parts.headerB64, parts.payloadB64, parts.signatureB64].every(isCanonical)) throw invalidCredential('malformed');
  const jwk = header.kid ? await findIssuerKey(settings.jwksUri, header.kid) : undefined;
  if (!jwk) throw invalidCredential('unknown_key');
  const credential = `kid:${jwk.kid}`;
  const key = attempt('unusable_key', () => keyObjectOf(jwk), credential);
  if (!isSuitable(key, header.alg)) throw invalidCredential('unsuitable_key', credential);
  attempt('wrong_signature', () => verifyJwtSync(token, jwk, signatureOnly, () => key), credential);
  const isRepeated = [parts.headerB64, parts.payloadB64].map(decode).some(hasDuplicateKey);
  const fault = isRepeated ? 'duplicate_claim' : faultOf(header, payload, settings, Date.now() / 1000);
  if (fault) throw invalidCredential(fault, credential);
  return { tenant: payload[settings.tenantClaim], actor: `user:${payload.sub}`, credential, scopes: scopesOf(payload) };
}

/** All claims are checked by `faultOf`, which states what is wrong. */
const signatureOnly = { issuer: null, audience: null, graceSeconds: Number.POSITIVE_INFINITY };

/** Every error of the library and of node:crypto means that the token is not valid. */
function attempt<Result>(reason: string, step: () => Result, credential?: string): Result {
  try {
    return step();
  } catch {
    throw invalidCredential(reason, credential);
  }
}

const hasDuplicateKey = (json: string): boolean => duplicateKey(json, JSON.parse(json)) !== undefined;

const decode = (part: string): string => Buffer.from(part, 'base64url').toString();

/** Whether a part has no padding and no unused bits, so that a token has one spelling only. */
const isCanonical = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part;

function keyObjectOf(jwk: Jwk): KeyObject {
  const key = keyObjects.get(jwk) ?? createPublicKey({ key: jwk, format: 'jwk' });
  keyObjects.set(jwk, key);
  return key;
}

/** Whether a key is of the type of an algorithm that we accept, and strong enough (RFC 7518, section 3; RFC 8037). */
function isSuitable({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject, algorithm: string | undefined) {
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = asymmetricKeyDetails;
  switch (algorithm) {
    case 'RS256':
      return asymmetricKeyType === 'rsa' && modulusLength >= 2048 && publicExponent >= 65_537n;
    case 'ES256':
      return namedCurve === 'prime256v1';
    case 'EdDSA':
      return asymmetricKeyType === 'ed25519';
    default:
      return false;
  }
}
