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
const retryMilliseconds = 1000;

let verifier: ReturnType<typeof makeVerifier> | undefined;

/**
 * Checks a JWT of the configured issuer: signature, algorithm, issuer, audience and expiry. Keys come only from the
 * configured JWKS, never from the token. Throws `unauthenticated`, or `unavailable` if the JWKS cannot be fetched.
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
    // All other errors of the verification, also those of node:crypto, mean that the token is not valid.
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
        // RFC 7515, 4.1.11: a token with an unknown extension in `crit` must be rejected. We know none.
        const isAllowed = algorithms.includes(String(header.alg)) && header.crit === undefined;
        if (!isAllowed || typeof payload.exp !== 'number') throw invalidCredential();
      },
    },
    {
      jwksCache: new SimpleJwksCache({
        fetcher: { fetch: fetchJwks },
        penaltyBox: new SimplePenaltyBox({ waitSeconds: unknownKeyWaitSeconds }),
      }),
    },
  );

/** When to fetch again from an issuer that failed, in epoch milliseconds. */
let nextFetchAt = 0;

async function fetchJwks(uri: string): Promise<ArrayBuffer> {
  if (Date.now() < nextFetchAt) throw jwksUnavailable();
  try {
    const reply = await fetch(uri, { redirect: 'error', signal: AbortSignal.timeout(jwksTimeoutMilliseconds) });
    if (!reply.ok) throw new Error(`The JWKS endpoint responded with ${reply.status}`);
    const jwks = await reply.arrayBuffer();
    assertIsJwks(JSON.parse(Buffer.from(jwks).toString()));
    return jwks;
  } catch (cause) {
    nextFetchAt = Date.now() + retryMilliseconds;
    throw jwksUnavailable(cause);
  }
}

const jwksUnavailable = (cause?: unknown): ContactError =>
  new ContactError('unavailable', "The token issuer's keys are not available. Please try again.", { cause });
