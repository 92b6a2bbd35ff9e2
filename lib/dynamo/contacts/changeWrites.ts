import { type Author, type ContactChange, claimWrites, type Stale } from '../../contacts/change.ts';
import type { ClaimKey } from '../../contacts/identities.ts';
import { includes, wholeOf } from '../../contacts/parts.ts';
import { resolutionOperation } from '../resolution/resolution.ts';
import type { Operation, Write } from '../table/writeAll.ts';
import { claimOperation, claimSortKey } from './claims.ts';
import { type Applied, contactOperation } from './contactOperation.ts';
import { dismissalOperations, suggestionOperations } from './duplicates.ts';
import { notErasedSince } from './erasedAddresses.ts';
import { existenceChecks } from './pairs.ts';

/** A claim that a contact is to get, and by whose change. */
export type Take = ClaimKey & { readonly contactId: string; readonly author: Author };

/**
 * What it means that a write fails: the contact with this id has changed, the address was erased, the decision rests on
 * what is no longer so, or the claim has an owner.
 */
export type Meaning = { readonly conflict: string } | { readonly erased: string } | Stale | Take;

/** A write, and whether a claim only forgets a name by it. */
type ChangeWrite = Write<Meaning> & { readonly isForgetting?: boolean };

/** Makes the writes of changes, the contacts first, and states what it means that one of them fails. */
export function writesOf(tenantId: string, all: readonly Applied[]): ChangeWrite[] {
  const changes = all.flatMap((each) => each.changes);
  const claims = changes.flatMap((change) =>
    claimWrites(change).map((write) => ({
      write,
      sortKey: claimSortKey(write),
      contactId: change.contact.contactId,
      author: { actor: change.actor, at: change.at },
    })),
  );
  const released = new Map(
    claims.flatMap(({ write, sortKey, contactId }) => (write.action === 'release' ? [[sortKey, contactId]] : [])),
  );
  const moved = new Set(claims.flatMap(({ write, sortKey }) => (write.action === 'take' ? [sortKey] : [])));
  return [
    ...all.map((each) => ({
      operation: contactOperation(each),
      onFailure: { conflict: each.before.contactId },
    })),
    ...claims
      .filter(({ write, sortKey }) => write.action !== 'release' || !moved.has(sortKey))
      .map(({ write, sortKey, contactId, author }) => {
        const { field, key } = write;
        const isUpdate = write.action === 'update';
        return {
          operation: claimOperation(tenantId, contactId, write, released.get(sortKey)),
          onFailure: isUpdate ? ({ stale: 'claim' } as const) : { field, key, contactId, author },
          isForgetting: isUpdate && write.sighted !== undefined && write.sighted.named === undefined,
        };
      }),
    ...changes.flatMap((change) => erasureChecks(tenantId, change)),
    ...changes.flatMap(({ contact: { contactId }, resolution }) =>
      resolution
        ? [
            {
              operation: resolutionOperation(tenantId, contactId, resolution),
              onFailure: { stale: 'attempt' } as const,
            },
          ]
        : [],
    ),
    ...suggestionWrites(tenantId, changes).map((operation) => ({ operation, onFailure: { stale: 'claim' } as const })),
  ];
}

/**
 * An event from before an erasure must not bring an address back, nor say anything of who has it now. What callers
 * state is no event.
 */
function erasureChecks(tenantId: string, change: ContactChange): Write<Meaning>[] {
  const { contact, created, identities = {}, observedAt } = change;
  if (observedAt === undefined) return [];
  return Object.entries(created ? contact.identities : identities).flatMap(([key, identity]) =>
    identity ? [{ operation: notErasedSince(tenantId, key, observedAt), onFailure: { erased: key } }] : [],
  );
}

/**
 * Each suggested pair once, because a transaction cannot write to one item twice. The parts of one contact are no pair,
 * and will never be one.
 */
function suggestionWrites(tenantId: string, changes: readonly ContactChange[]): Operation[] {
  const pairs = changes.flatMap(({ contact, suggestions = [] }) =>
    suggestions
      .filter(({ otherId }) => !includes(wholeOf(contact), otherId))
      .map((each) => {
        const { contactId } = contact;
        return [[contactId, each.otherId].sort().join(), { contactId, ...each }] as const;
      }),
  );
  const unique = [...new Map(pairs).values()];
  const written = new Set(changes.map(({ contact }) => wholeOf(contact).contactId));
  const others = new Set(unique.map(({ otherId }) => otherId)).difference(written);
  return [
    ...unique.flatMap(({ contactId, ...each }) => suggestionOperations(tenantId, contactId, each)),
    ...existenceChecks(tenantId, [...others]),
    ...changes.flatMap(({ contact: { contactId }, mergedInto, at, actor }) =>
      mergedInto === undefined ? [] : dismissalOperations(tenantId, [contactId, mergedInto], [at, actor]),
    ),
  ];
}
