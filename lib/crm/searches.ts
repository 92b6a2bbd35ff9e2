import type { Lookup } from '../../schemas/crmLookups.ts';
import type { Connection } from '../contacts/connection.ts';
import { findIdentityKey, type IdentityField } from '../contacts/identities.ts';
import type { LookupTarget } from '../contacts/lookupTarget.ts';
import { spellingsOf } from '../contacts/matching.ts';
import { canFill } from './mapping/template.ts';
import type { SearchKey } from './mapping/toolArguments.ts';

/** One search in a lookup: a call of its tool for each spelling of a key. */
export type Search = {
  readonly lookup: Lookup;
  readonly key: SearchKey;
  /** All spellings under which a CRM may have the key. */
  readonly spellings: readonly string[];
  /** Whether the key is an address of the contact. A record with another key is no match, but may be the linked one. */
  readonly isOwn: boolean;
  /** Whether the key is the id of the linked record, or the address that led to it. */
  readonly provesAbsence: boolean;
};

/**
 * The searches by which a target can be found, in order: by the id of the linked record, by the contact's addresses,
 * and by those that the record had last. A key that cannot be escaped for a query counts as none: senders choose their
 * addresses, so it must not count as a failure of the CRM.
 */
export function searchesFor({ lookups }: Connection, { addresses, link }: LookupTarget): Search[] {
  const searchesBy = (keys: Keys, about: (by: Lookup['by']) => Pick<Search, 'isOwn' | 'provesAbsence'>): Search[] =>
    lookups.flatMap((lookup) => {
      const { by, args } = lookup;
      const value = keys[by] ?? null;
      if (value === null || !canFill(args, value)) return [];
      const spellings = by === 'externalRef' ? [value] : spellingsOf(by, value);
      return [{ lookup, key: { by, value }, spellings, ...about(by) }];
    });
  /** Whether the contact's address is the one that the record had last, in whatever spelling. */
  const isSame = (by: IdentityField): boolean => {
    const [ours, theirs] = [addresses[by], link?.addresses[by] ?? null];
    return ours !== null && theirs !== null && findIdentityKey(by, ours) === findIdentityKey(by, theirs);
  };
  const own = searchesBy(addresses, (by) => ({
    isOwn: true,
    provesAbsence: by !== 'externalRef' && by === link?.foundBy && isSame(by),
  }));
  if (!link) return own;
  const foreign = (by: Lookup['by']) => ({
    isOwn: false,
    provesAbsence: by === 'externalRef' || by === link.foundBy,
  });
  const former = {
    email: isSame('email') ? null : link.addresses.email,
    phone: isSame('phone') ? null : link.addresses.phone,
  };
  return [...searchesBy({ externalRef: link.externalRef }, foreign), ...own, ...searchesBy(former, foreign)];
}

type Keys = { readonly [By in Lookup['by']]?: string | null };
