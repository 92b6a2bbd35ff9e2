import { hash as digest, randomBytes } from 'node:crypto';
import { type ApiKey, isActive, keyIdOf } from '../contacts/apiKeys.ts';
import { uuidBytes, uuidOf } from '../contacts/uuid.ts';
import { findApiKey } from '../dynamo/tenants/apiKeys.ts';
import { checksumOf } from './checksum.ts';
import { invalidCredential, type Principal } from './principal.ts';

/**
 * `ctk_live_<tenant>_<secret>_<checksum>`: 16 and 32 bytes in base64url, and the checksum of what precedes it. `live`
 * or `test` informs people; only the secret is proof.
 */
const keyPattern = /^(ctk_(?:live|test)_([\w-]{22})_([\w-]{43}))_([0-9A-Za-z]{6})$/;

/** What informs people whether a key is for production. */
export type Mode = 'live' | 'test';

const cacheMilliseconds = 60_000;
const cacheSize = 1000;

/** A key that was valid when it was read, and its principal. */
type CheckedKey = { readonly key: ApiKey; readonly principal: Principal };

/** By the text of the key, so that a known one needs neither its checksum nor its hash. It stays in the memory only. */
const cache = new Map<string, CheckedKey & { readonly until: number }>();

export const isApiKey = (token: string): boolean => token.startsWith('ctk_');

/**
 * Checks an API key with one read, or with none while a valid key is in the cache. It stays there for 60 seconds, so a
 * revoked key works up to 60 seconds longer in a warm function, unless the check must be `fresh`. Throws
 * `unauthenticated` and `unavailable`.
 */
export async function checkApiKey(token: string, fresh: boolean): Promise<Principal> {
  const entry = fresh ? undefined : cache.get(token);
  const cached = entry && entry.until > Date.now() ? entry : undefined;
  const { key, principal } = cached ?? (await readKey(token));
  if (!isActive(key, Date.now())) throw invalidCredential('expired', principal.credential);
  if (!cached) cacheKey(token, { key, principal });
  return principal;
}

async function readKey(token: string): Promise<CheckedKey> {
  const { tenantId, hash } = parseApiKey(token);
  const key = await findApiKey(tenantId, hash);
  const credential = `key:${keyIdOf(hash)}`;
  if (!key || key.tenantId !== tenantId) throw invalidCredential('unknown_key', credential);
  if (key.revokedAt !== undefined) throw invalidCredential('revoked', credential);
  const actor = key.kind === 'agent' ? `agent:${keyIdOf(hash)}` : credential;
  return { key, principal: { tenant: tenantId, actor, credential, scopes: key.scopes } };
}

/** Makes a key for a tenant. Show `text` once, and store only `hash`. */
export function makeApiKey(mode: Mode, tenantId: string): { readonly text: string; readonly hash: string } {
  const tenant = uuidBytes(tenantId).toString('base64url');
  const secret = randomBytes(32).toString('base64url');
  const checked = `ctk_${mode}_${tenant}_${secret}`;
  return { text: `${checked}_${checksumOf(checked)}`, hash: hashOf(secret) };
}

/**
 * Reads the tenant from a key, and hashes its secret. Throws `unauthenticated` if the key is malformed or its checksum
 * is wrong.
 */
export function parseApiKey(token: string): { readonly tenantId: string; readonly hash: string } {
  const [, checked = '', tenant = '', secret = '', checksum] = keyPattern.exec(token) ?? [];
  const bytes = Buffer.from(tenant, 'base64url');
  const isIntact = checksumOf(checked) === checksum && bytes.toString('base64url') === tenant;
  if (!isIntact) throw invalidCredential('malformed');
  return { tenantId: uuidOf(bytes), hash: hashOf(secret) };
}

const hashOf = (secret: string): string => digest('sha256', secret);

function cacheKey(token: string, checked: CheckedKey): void {
  if (cache.size >= cacheSize) cache.clear();
  cache.set(token, { ...checked, until: Date.now() + cacheMilliseconds });
}
