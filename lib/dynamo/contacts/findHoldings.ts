import type { Claim } from '../../contacts/claims.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import type { Pair } from '../../contacts/duplicates.ts';
import type { HistoryEntry } from '../../contacts/history.ts';
import type { Resolution } from '../../contacts/resolution.ts';
import type { Sources } from '../../contacts/sources.ts';
import { asClaim } from './claims.ts';
import { findDependents } from './dependents.ts';
import { listHistory } from './listHistory.ts';
import { asPair } from './pairs.ts';
import { findSources } from './senderClaims.ts';

/** What is stored about a contact beside the contact itself. */
export type Holdings = {
  readonly sources: Sources;
  readonly claims: readonly Claim[];
  readonly resolution: Resolution | undefined;
  readonly pairs: readonly Pair[];
  readonly history: { readonly entries: readonly HistoryEntry[]; readonly nextCursor?: string };
  /** The keys of the postings. */
  readonly searchKeys: readonly string[];
};

/** How many entries of the history one response has: a megabyte, of the six that Lambda allows. */
const maxEntries = 1000;
const pageSize = 100;

/** Finds everything that is stored about a contact. Throws `unavailable`. */
export async function findHoldings(contact: StoredContact): Promise<Holdings> {
  const [{ sources }, dependents, history] = await Promise.all([
    findSources(contact),
    findDependents(contact, ['identity', 'resolution', 'duplicate', 'search']),
    readHistory(contact),
  ]);
  const {
    identity = [],
    resolution = [],
    duplicate = [],
    search = [],
  } = Object.groupBy(dependents, ({ kind }) => kind);
  return {
    sources,
    claims: identity.map(({ item }) => asClaim(item)),
    resolution: resolution[0]?.item,
    pairs: duplicate.map(({ item }) => asPair(item)),
    history,
    searchKeys: search.map(({ item }) => String(item.contactId)),
  };
}

async function readHistory({ tenantId, contactId }: StoredContact): Promise<Holdings['history']> {
  const entries: HistoryEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await listHistory({ tenantId, contactId, limit: pageSize, cursor });
    entries.push(...page.entries);
    cursor = page.nextCursor;
  } while (cursor !== undefined && entries.length < maxEntries);
  return { entries, ...(cursor !== undefined && { nextCursor: cursor }) };
}
