import { createHash } from 'node:crypto';
import type { Claim } from './claims.ts';
import type { StoredContact } from './contact.ts';
import type { FieldValues } from './fieldValues.ts';
import type { HistoryEntry } from './history.ts';
import { findIdentityKey, identityFields } from './identities.ts';

/**
 * What is kept of an erased address: a hash of the key of its identity. The tenant's id is the salt, so that one
 * address has another hash in each tenant, and every function knows the salt without a read.
 */
export const erasedHash = (tenantId: string, identityKey: string): string =>
  createHash('sha256').update(`${tenantId}#${identityKey}`).digest('hex');

/** How long events may arrive that an erasure precedes, in milliseconds: as long as a queue keeps dead letters. */
export const erasedLifetime = 14 * 86_400_000;

/**
 * The keys of all addresses of a person that are known: those of today, those that a person removed, those of the
 * history, and those that messages came with.
 */
export function addressesOf(
  parts: readonly StoredContact[],
  { claims, history }: { readonly claims: readonly Claim[]; readonly history: readonly HistoryEntry[] },
): ReadonlySet<string> {
  const past = history.flatMap(({ after, changed }) =>
    identityFields.flatMap((field) =>
      [after[field], changed[field]?.[0]].flatMap((value) => (value ? (findIdentityKey(field, value) ?? []) : [])),
    ),
  );
  const others = claims.flatMap((claim) => [...(claim.with ?? [])]);
  const own = parts.flatMap(({ identities, refused = [] }) => [...Object.keys(identities), ...refused]);
  return new Set([...own, ...past, ...others]);
}

/** What a machine reports, without the addresses that have these keys. */
export const withoutErased = (values: FieldValues, erased: ReadonlySet<string>): FieldValues =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) =>
        !identityFields.some((field) => field === name && erased.has(findIdentityKey(field, value ?? '') ?? '')),
    ),
  );
