import type { keyKinds } from '../../schemas/apiKey.ts';
import type { Scope } from '../../schemas/contract.ts';
import { isAgent } from './actors.ts';
import { ContactError, invalid } from './ContactError.ts';
import { parseTime } from './time.ts';

/** `agent` is an AI agent or an integration, which is not a person. */
export type KeyKind = (typeof keyKinds)[number];

/** An API key as it is stored. Times are ISO 8601. */
export type ApiKey = {
  readonly tenantId: string;
  /** The SHA-256 of the secret, in hex. */
  readonly keyHash: string;
  readonly name: string;
  readonly kind: KeyKind;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
  /** The id of the key that this one was rolled to. */
  readonly replacedBy?: string;
  /** Epoch seconds: DynamoDB deletes the key some time later. */
  readonly deleteAt?: number;
};

/** The id of a key: lists show it, and it is the actor of changes made with the key. */
export const keyIdOf = (keyHash: string): string => keyHash.slice(0, 12);

/** Whether a key works at a time (epoch milliseconds). */
export const isActive = ({ revokedAt, expiresAt }: ApiKey, now: number): boolean =>
  revokedAt === undefined && (expiresAt === undefined || Date.parse(expiresAt) > now);

/** The keys that a tenant may have at a time. */
export const maxActive = 100;

/** With those that no longer work. One page of a query (1 MB) holds all of them. */
export const maxStored = 500;

/** Throws `key_limit` if a tenant with these keys may have no other one. */
export function requireRoom(stored: readonly ApiKey[], now: number): void {
  const active = stored.filter((key) => isActive(key, now)).length;
  if (active >= maxActive)
    throw new ContactError('key_limit', `The tenant has ${maxActive} API keys; revoke one that is no longer used`);
  if (stored.length >= maxStored)
    throw new ContactError('key_limit', `The tenant has made ${maxStored} API keys within ${keptDays} days`);
}

/** How long lists show a key that no longer works. */
const keptDays = 30;

/** When to delete a key (epoch seconds) that stops working at a time (ISO 8601). */
export const deleteAtOf = (end: string): number => Math.ceil(Date.parse(end) / 1000) + keptDays * 86_400;

export type Grantor = { readonly actor: string; readonly scopes: readonly string[] };

/** Throws `forbidden` unless a caller may hand out a key that can do this: nobody can grant more than they have. */
export function requireGrantable({ actor, scopes }: Grantor, granted: Pick<ApiKey, 'kind' | 'scopes'>): void {
  const missing = granted.scopes.filter((scope) => !scopes.includes(scope));
  if (missing.length > 0)
    throw new ContactError('forbidden', `The credential lacks ${missing.join(', ')}, so it cannot grant it to a key`);
  requireOwnKind(actor, granted, 'make');
}

/** Throws `forbidden` where an agent would make or revoke a key of a person. */
export function requireOwnKind(actor: string, { kind }: Pick<ApiKey, 'kind'>, what: 'make' | 'revoke'): void {
  if (isAgent(actor) && kind !== 'agent')
    throw new ContactError('forbidden', `An API key of kind agent can only ${what} keys of kind agent`);
}

/** Reads the end of a key as ISO 8601 in UTC. Throws `invalid` if it is not in the future. */
export function readExpiry(expiresAt: string, now: number): string {
  const time = parseTime(expiresAt);
  if (!(time > now)) throw invalid([{ pointer: '/expiresAt', message: 'expiresAt must be in the future' }]);
  return new Date(time).toISOString();
}

/** A rolled key: its successor, and how it ends itself. */
export type RolledKey = {
  readonly successor: ApiKey;
  readonly ending: Required<Pick<ApiKey, 'expiresAt' | 'replacedBy' | 'deleteAt'>>;
};

/** The hash of the new secret, who rolls the key, and for how long the old secret works beside the new one. */
export type Roll = {
  readonly keyHash: string;
  readonly actor: string;
  readonly overlapSeconds: number;
  /** When the new key expires; with the old one, if `undefined`. */
  readonly expiresAt: string | undefined;
};

/**
 * Decides how a key is rolled: the successor, and when the old key expires. Throws `key_ended` if it does not work any
 * more or was rolled before.
 */
export function rollKey(
  key: ApiKey,
  { keyHash, actor, overlapSeconds, expiresAt = key.expiresAt }: Roll,
  now: number,
): RolledKey {
  if (key.replacedBy !== undefined)
    throw new ContactError('key_ended', `The API key was rolled already, to ${key.replacedBy}`);
  if (!isActive(key, now))
    throw new ContactError('key_ended', 'The API key has expired or was revoked; create another');
  const expiry = key.expiresAt === undefined ? Infinity : Date.parse(key.expiresAt);
  const end = new Date(Math.min(now + overlapSeconds * 1000, expiry)).toISOString();
  const { tenantId, name, kind, scopes } = key;
  return {
    successor: newKey({ tenantId, keyHash, name, kind, scopes, createdBy: actor, expiresAt }, now),
    ending: { expiresAt: end, replacedBy: keyIdOf(keyHash), deleteAt: deleteAtOf(end) },
  };
}

type NewKey = Pick<ApiKey, 'tenantId' | 'keyHash' | 'name' | 'kind' | 'scopes' | 'createdBy'> & {
  readonly expiresAt?: string | undefined;
};

/** Makes the key to store. */
export const newKey = ({ expiresAt, ...key }: NewKey, now: number): ApiKey => ({
  ...key,
  createdAt: new Date(now).toISOString(),
  ...(expiresAt !== undefined && { expiresAt, deleteAt: deleteAtOf(expiresAt) }),
});
