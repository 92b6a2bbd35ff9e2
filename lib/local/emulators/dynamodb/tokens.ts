import { createHash } from 'node:crypto';
import type { Database } from './database.ts';
import { db } from './dynalite.ts';
import { ApiError } from './errors.ts';
import type { Overlay } from './overlay.ts';
import { prefixed } from './ranges.ts';

/** How long a ClientRequestToken makes a repeated transaction succeed without a second effect. */
const tokenLifetimeMs = 10 * 60 * 1000;

/** The value of `token~<ClientRequestToken>`. */
interface StoredToken {
  requestHash: string;
  expiresAtMs: number;
}

/** The LevelDB key of a transaction's ClientRequestToken; none if it has no token. Throws ValidationException. */
export function tokenKeys(token: unknown): string[] {
  if (token === undefined) return [];
  if (typeof token !== 'string' || token.length < 1 || token.length > 36) {
    throw db.validationError('ClientRequestToken must have between 1 and 36 characters');
  }
  return [`token~${token}`];
}

/**
 * Whether the same transaction was already committed with this token. If not, adds the token to the overlay's writes.
 * Throws if the token was used for another transaction.
 */
export async function isRepeated(overlay: Overlay, tokenKey: string, items: unknown): Promise<boolean> {
  const requestHash = createHash('sha256').update(JSON.stringify(items)).digest('base64');
  const stored = (await overlay.get(tokenKey)) as StoredToken | undefined;
  if (stored && !isExpired(stored)) {
    if (stored.requestHash === requestHash) return true;
    throw new ApiError('IdempotentParameterMismatchException', 'The token was already used for another transaction');
  }
  const token: StoredToken = { requestHash, expiresAtMs: Date.now() + tokenLifetimeMs };
  overlay.put(tokenKey, token);
  return false;
}

/** Deletes expired tokens. */
export async function deleteExpiredTokens({ level, locked, commit }: Database): Promise<void> {
  // Most tokens of ten minutes of writes are not expired: a lock for each would take longer than the time between
  // sweeps.
  for await (const [key, value] of level.iterator(prefixed('token~'))) {
    if (!isExpired(value as StoredToken)) continue;
    await locked({ exclusive: [key] }, async () => {
      const token = (await level.get(key)) as StoredToken | undefined;
      if (token && isExpired(token)) await commit([{ type: 'del', key }]);
    });
  }
}

const isExpired = ({ expiresAtMs }: StoredToken): boolean => expiresAtMs <= Date.now();
