import type { Claim } from '../../contacts/claims.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import type { Pair } from '../../contacts/duplicates.ts';
import type { HistoryEntry } from '../../contacts/history.ts';
import { partsOf } from '../../contacts/parts.ts';
import type { Resolution } from '../../contacts/resolution.ts';
import { asResolution } from '../resolution/resolution.ts';
import { asStoredAnswer, type StoredAnswer } from '../table/answers.ts';
import { type DependentKind, readSearchKey } from '../table/keys.ts';
import { asClaim } from './claims.ts';
import { dependentItems } from './dependentItems.ts';
import { findDependents, withoutMirrors } from './dependents.ts';
import { listHistory } from './listHistory.ts';
import { asPair, reasonsOf } from './pairs.ts';
import { findSources } from './senderClaims.ts';

/**
 * What is stored about a contact, and about what was merged into it: each kind of item that erasing it removes. A kind
 * that is missing here does not compile.
 */
export type Holdings = {
  /** The contact itself first, each with its sources as the claims confirm them. */
  readonly parts: readonly StoredContact[];
  readonly identity: readonly Claim[];
  readonly externalRef: readonly Claim[];
  readonly resolution: readonly Resolution[];
  /** With all reasons, the weak ones also where there are strong ones. */
  readonly duplicate: readonly Pair[];
  /** The newest first. */
  readonly answer: readonly StoredAnswer[];
  /** That of the contact, with a cursor for the rest, and then those of what was merged into it. */
  readonly history: { readonly entries: readonly HistoryEntry[]; readonly nextCursor?: string };
  /** The words. */
  readonly search: readonly string[];
};

/** How many entries of the history one response has: a megabyte, of the six that Lambda allows. */
const maxEntries = 1000;
const pageSize = 100;

/** The history is read in pages. */
const listed = Object.keys(dependentItems).filter((kind) => kind !== 'history') as DependentKind[];

/** Finds everything that is stored about a contact. Throws `unavailable`. */
export async function findHoldings(contact: StoredContact): Promise<Holdings> {
  const [confirmed, dependents, history] = await Promise.all([
    findSources(contact),
    findDependents(contact, listed),
    Promise.all(partsOf(contact).map((part, _, { length }) => readHistory(part, maxEntries / length))),
  ]);
  const distinct = withoutMirrors(dependents);
  const items = (wanted: DependentKind) => distinct.flatMap(({ kind, item }) => (kind === wanted ? [item] : []));
  return {
    parts: partsOf(confirmed),
    identity: items('identity').map(asClaim),
    externalRef: items('externalRef').map(asClaim),
    resolution: items('resolution').map(asResolution),
    duplicate: items('duplicate').map((item) => ({ ...asPair(item), reasons: reasonsOf(item) })),
    answer: items('answer')
      .map(asStoredAnswer)
      .toSorted((a, b) => b.expiresAt - a.expiresAt),
    history: { ...history[0], entries: history.flatMap(({ entries }) => entries) },
    search: items('search').map(({ contactId }) => readSearchKey(String(contactId)).word),
  } satisfies { readonly [K in DependentKind]: unknown } & Holdings;
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
