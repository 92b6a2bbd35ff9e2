import { isJwk, type Jwk } from 'aws-jwt-verify/jwk';
import { ContactError } from '../contacts/ContactError.ts';
import { refuseInRehearsal } from '../rehearsal.ts';

type Jwks = ReadonlyMap<string, Jwk>;

const maxBytes = 64 * 1024;
const timeoutMilliseconds = 2000;
/** How long the issuer is left alone after a fetch that failed, and after one that did not have the key. */
const retryMilliseconds = 1000;
const unknownKeyMilliseconds = 20_000;
/** How long a key works that the issuer has withdrawn, and for how much longer at a time while the issuer fails. */
const freshMilliseconds = 600_000;
const extensionMilliseconds = 60_000;

let jwks: Jwks | undefined;
let fetching: Promise<Jwks> | undefined;
/** Epoch milliseconds. */
let failedUntil = 0;
let unknownUntil = 0;
let freshUntil = 0;

/**
 * Finds a key of the issuer by its id. Fetches the JWKS every ten minutes, and for an id that it does not have, at most
 * once in 20 seconds if the issuer does not know it either. Throws `unavailable` if the JWKS cannot be fetched; known
 * keys work until it can.
 */
export async function findIssuerKey(uri: string, kid: string): Promise<Jwk | undefined> {
  const known = jwks?.get(kid);
  if (Date.now() < (known ? freshUntil : unknownUntil)) return known;
  fetching ??= fetchJwks(uri).finally(() => {
    fetching = undefined;
  });
  try {
    jwks = await fetching;
  } catch (error) {
    if (!known) throw error;
    freshUntil = Date.now() + extensionMilliseconds;
    return known;
  }
  freshUntil = Date.now() + freshMilliseconds;
  if (!jwks.has(kid)) unknownUntil = Date.now() + unknownKeyMilliseconds;
  return jwks.get(kid);
}

async function fetchJwks(uri: string): Promise<Jwks> {
  if (Date.now() < failedUntil) throw jwksUnavailable();
  try {
    const { keys } = JSON.parse(await fetchText(uri));
    if (!Array.isArray(keys)) throw new Error('The JWKS has no keys');
    // RFC 7517, section 5: a key that we do not understand must not make the others useless.
    return new Map(keys.filter(isJwk).map((jwk) => [jwk.kid ?? '', jwk]));
  } catch (cause) {
    failedUntil = Date.now() + retryMilliseconds;
    throw jwksUnavailable(cause);
  }
}

/** The time limit is for the last byte of the body. A small compressed body could become a large one. */
async function fetchText(uri: string): Promise<string> {
  refuseInRehearsal();
  const response = await fetch(uri, {
    redirect: 'error',
    headers: { accept: 'application/json', 'accept-encoding': 'identity' },
    signal: AbortSignal.timeout(timeoutMilliseconds),
  });
  const encoding = response.headers.get('content-encoding') ?? 'identity';
  if (!response.ok || !response.body || encoding !== 'identity') {
    await response.body?.cancel();
    throw new Error(`The JWKS endpoint responded with ${response.status} and the encoding ${encoding}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`The JWKS is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

const jwksUnavailable = (cause?: unknown): ContactError =>
  new ContactError('unavailable', "The token issuer's keys are not available. Please try again.", { cause });
