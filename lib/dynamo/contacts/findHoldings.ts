import type { Claim } from '../../contacts/claims.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import type { Pair } from '../../contacts/duplicates.ts';
import type { HistoryEntry } from '../../contacts/history.ts';
import { partsOf } from '../../contacts/parts.ts';
import type { Resolution } from '../../contacts/resolution.ts';
import { asResolution } from '../resolution/resolution.ts';
import { asClaim } from './claims.ts';
import { findDependents } from './dependents.ts';
import { listHistory } from './listHistory.ts';
import { asPair } from './pairs.ts';
import { findSources } from './senderClaims.ts';

/** What is stored about a contact, and about what was merged into it. */
export type Holdings = {
  /** The contact itself first, each with its sources as the claims confirm them. */
  readonly parts: readonly StoredContact[];
  readonly claims: readonly Claim[];
  readonly resolutions: readonly Resolution[];
  readonly pairs: readonly Pair[];
  /** That of the contact, with a cursor for the rest, and then those of what was merged into it. */
  readonly history: { readonly entries: readonly HistoryEntry[]; readonly nextCursor?: string };
  /** The keys of the postings. */
  readonly searchKeys: readonly string[];
};

/** How many entries of the history one response has: a megabyte, of the six that Lambda allows. */
const maxEntries = 1000;
const pageSize = 100;

/** Finds everything that is stored about a contact. Throws `unavailable`. */
export async function findHoldings(contact: StoredContact): Promise<Holdings> {
  const [confirmed, dependents, history] = await Promise.all([
    findSources(contact),
    findDependents(contact, ['identity', 'resolution', 'duplicate', 'search']),
    Promise.all(partsOf(contact).map((part, _, { length }) => readHistory(part, maxEntries / length))),
  ]);
  const {
    identity = [],
    resolution = [],
    duplicate = [],
    search = [],
  } = Object.groupBy(dependents, ({ kind }) => kind);
  return {
    parts: partsOf(confirmed),
    claims: identity.map(({ item }) => asClaim(item)),
    resolutions: resolution.map(({ item }) => asResolution(item)),
    pairs: duplicate.map(({ item }) => asPair(item)),
    history: { ...history[0], entries: history.flatMap(({ entries }) => entries) },
    searchKeys: search.map(({ item }) => String(item.contactId)),
  };
}

async function readHistory({ tenantId, contactId }: StoredContact, limit: number): Promise<Holdings['history']> {
  const entries: HistoryEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await listHistory({ tenantId, contactId, limit: pageSize, cursor });
    entries.push(...page.entries);
    cursor = page.nextCursor;
  } while (cursor !== undefined && entries.length < limit);
  return { entries, ...(cursor !== undefined && { nextCursor: cursor }) };
}
