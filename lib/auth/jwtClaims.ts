import type { JwtHeader, JwtPayload } from 'aws-jwt-verify/jwt-model';
import type { config } from '../config.ts';

type Settings = NonNullable<ReturnType<typeof config.jwt>>;

const clockToleranceSeconds = 60;

/** RFC 9068 has `at+jwt`. Cognito and Okta have no `typ`; Entra, and Auth0 by default, have `JWT`. */
const accessTokenType = /^(?:application\/)?(?:at\+)?jwt$/i;

/** What only ID tokens have (OpenID Connect Core, 2 and 3.3.2.11). */
const idTokenClaims = ['nonce', 'at_hash', 'c_hash'];

/** As in OpenID Connect: 255 characters. None is a control, format or unassigned character or a line separator. */
const subject = /^[^\p{C}\p{Zl}\p{Zp}]{1,255}$/u;

/**
 * Returns what is wrong with the header or the claims of a token whose signature is valid; `undefined` if nothing is.
 * `now` is in epoch seconds. A token without `iat` counts as issued now.
 */
export function faultOf(
  { typ = 'JWT', crit }: JwtHeader,
  claims: JwtPayload,
  { issuer, audiences, maxLifetimeSeconds }: Settings,
  now: number,
): string | undefined {
  const { iss, sub = '', exp = Number.NaN, nbf = now, iat = now, token_use: use, cnf } = claims;
  const isAccessToken = accessTokenType.test(String(typ)) && (use === undefined || use === 'access');
  const conditions: Readonly<Record<string, boolean>> = {
    // RFC 7515, 4.1.11: a token with an unknown extension must be rejected. We know none.
    critical_extension: crit === undefined,
    not_an_access_token: isAccessToken && !idTokenClaims.some((claim) => claim in claims),
    // RFC 7800: who presents it must prove to have a key.
    needs_proof: cnf === undefined,
    wrong_issuer: iss === issuer,
    wrong_audience: audiencesOf(claims).some((audience) => audiences.includes(String(audience))),
    never_expires: claims.exp !== undefined,
    expired: exp + clockToleranceSeconds >= now,
    not_yet_valid: Math.max(nbf, iat) - clockToleranceSeconds <= now,
    lives_too_long: exp - iat <= maxLifetimeSeconds,
    wrong_subject: subject.test(sub),
  };
  return Object.entries(conditions).find(([, holds]) => !holds)?.[0];
}

/** Access tokens of Cognito name their client in place of an audience. */
const audiencesOf = ({ aud, client_id: client, token_use: use }: JwtPayload): readonly unknown[] =>
  [aud ?? (use === 'access' ? client : undefined)].flat();

/** `scope` is text (RFC 8693), `scp` text (Entra) or a list (Okta), and `permissions` a list (Auth0). */
export const scopesOf = ({ scope, scp, permissions }: JwtPayload): readonly string[] =>
  [scope, scp].flatMap(wordsOf).concat(Array.isArray(permissions) ? wordsOf(permissions) : []);

const wordsOf = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? value.split(' ')
    : Array.isArray(value)
      ? value.filter((word) => typeof word === 'string')
      : [];
