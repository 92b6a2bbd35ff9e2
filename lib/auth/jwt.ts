import { assertIsJwks, SimpleJwksCache, SimplePenaltyBox } from 'aws-jwt-verify/jwk';
import { JwtVerifier } from 'aws-jwt-verify/jwt-verifier';
import { config } from '../config.ts';
import { ContactError } from '../contacts/ContactError.ts';
import { invalidCredential, type Principal } from './principal.ts';

type JwtSettings = NonNullable<ReturnType<typeof config.jwt>>;

const algorithms: readonly string[] = ['RS256', 'ES256', 'EdDSA'];
const clockToleranceSeconds = 60;
const unknownKeyWaitSeconds = 300;
const jwksTimeoutMilliseconds = 2000;
const downMilliseconds = 1000;

let verifier: ReturnType<typeof makeVerifier> | undefined;

/**
 * Checks a JWT of the configured issuer: signature, algorithm, issuer, audience, expiry. Keys come from the configured JWKS
 * alone, never from the token. Throws `unauthenticated`, and `unavailable` where the JWKS can't be had.
 */
export async function checkJwt(token: string): Promise<Principal> {
  const settings = config.jwt();
  if (!settings) throw invalidCredential();
  verifier ??= makeVerifier(settings);
  try {
    const { sub, scope, permissions, ...claims } = await verifier.verify(token);
    if (!sub) throw invalidCredential();
    return { tenant: claims[settings.tenantClaim], actor: `user:${sub}`, scopes: scopesOf(scope, permissions) };
  } catch (error) {
    // Whatever else a token makes its checks throw, node:crypto's complaints among them, is the token's fault.
    throw error instanceof ContactError ? error : invalidCredential();
  }
}

const scopesOf = (scope: unknown, permissions: unknown): readonly string[] => [
  ...(typeof scope === 'string' ? scope.split(' ') : []),
  ...(Array.isArray(permissions) ? permissions.filter((permission) => typeof permission === 'string') : []),
];

const makeVerifier = ({ issuer, audience, jwksUri }: JwtSettings) =>
  JwtVerifier.create(
    {
      issuer,
      audience,
      jwksUri,
      graceSeconds: clockToleranceSeconds,
      customJwtCheck: ({ header, payload }) => {
        // Whoever does not understand what `crit` names must refuse the token (RFC 7515, 4.1.11).
        const isPinned = algorithms.includes(String(header.alg)) && header.crit === undefined;
        if (!isPinned || typeof payload.exp !== 'number') throw invalidCredential();
      },
    },
    {
      jwksCache: new SimpleJwksCache({
        fetcher: { fetch: fetchJwks },
        penaltyBox: new SimplePenaltyBox({ waitSeconds: unknownKeyWaitSeconds }),
      }),
    },
  );

/** Until then (epoch milliseconds) an issuer that was down is left alone, whatever tokens come. */
let downUntil = 0;

async function fetchJwks(uri: string): Promise<ArrayBuffer> {
  if (Date.now() < downUntil) throw jwksUnavailable();
  try {
    const reply = await fetch(uri, { redirect: 'error', signal: AbortSignal.timeout(jwksTimeoutMilliseconds) });
    if (!reply.ok) throw new Error(`The JWKS endpoint answered ${reply.status}`);
    const jwks = await reply.arrayBuffer();
    assertIsJwks(JSON.parse(Buffer.from(jwks).toString()));
    return jwks;
  } catch (cause) {
    downUntil = Date.now() + downMilliseconds;
    throw jwksUnavailable(cause);
  }
}

const jwksUnavailable = (cause?: unknown): ContactError =>
  new ContactError('unavailable', 'The keys of the token issuer are not available. Please try again.', { cause });
