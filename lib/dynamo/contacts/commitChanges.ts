import type { Changes } from '../../contacts/applyChanges.ts';
import { type ContactChange, claimWrites, type Stale } from '../../contacts/change.ts';
import type { Claim } from '../../contacts/claims.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { yieldIdentities } from '../../contacts/decisions/yieldIdentities.ts';
import { isProven } from '../../contacts/identities.ts';
import { includes, overlap, partOf, wholeOf } from '../../contacts/parts.ts';
import { type Answering, writeAnswered } from '../table/answers.ts';
import { type Found, type Write, writeAll } from '../table/writeAll.ts';
import { type Meaning, type Take, writesOf } from './changeWrites.ts';
import { asClaim } from './claims.ts';
import { applied } from './contactOperation.ts';
import { asContact, findPart } from './getContact.ts';

/** A claim that another contact owns already; `isSame` if both are parts of one contact. */
export type Taken = Take & { readonly claim: Claim; readonly isSame: boolean };

export type Committed =
  /** The changed contacts as they are now, by their ids; a removed contact as it was. */
  | { readonly after: ReadonlyMap<string, StoredContact> }
  /** Somebody else has written to one of the contacts; `found` is that contact as it is now. */
  | { readonly conflict: { readonly contactId: string; readonly found: StoredContact | undefined } }
  | { readonly taken: Taken }
  /** The key of an identity that was erased after the event that would give it to a contact. */
  | { readonly erased: string }
  | Stale;

/** What makes the response to store, and the contact that it is about, as it is before the change. */
export type ContactAnswer = { readonly answering: Answering<StoredContact>; readonly contact: StoredContact };

/**
 * Makes changes in one transaction. A contact that proves an address takes it from one for which it is only reported,
 * in the same transaction, as far as that has room. Throws `unavailable` and `contact_too_large`.
 */
export async function commitChanges(
  tenantId: string,
  changes: readonly ContactChange[],
  requestId: string,
  answer?: ContactAnswer,
): Promise<Committed> {
  const before = changes.flatMap(({ created, contact }) => (created ? [] : [contact]));
  const owners = new Map<string, StoredContact>();
  let latest: Taken | undefined;
  for (;;) {
    const yields = changes.flatMap((change) => [...owners.values()].flatMap((owner) => yieldsTo(change, owner)));
    const all = byContact([...changes, ...yields]).map((each) => applied(each, requestId));
    const after = new Map(all.map((change) => [change.after.contactId, change.after]));
    const answered = answer && (after.get(answer.contact.contactId) ?? answer.contact);
    const stored = answered && answer.answering(answered);
    const writes = writesOf(tenantId, all);
    // The owners of what does not fit keep it.
    if (latest && writes.length > maxWrites) return { taken: latest };
    const forgotten = writes.length > maxWrites ? writes.filter(({ isForgetting }) => isForgetting) : [];
    const [failure] =
      (await writeFirst(forgotten)) ??
      (await writeAnswered(
        writes.filter((write) => !forgotten.includes(write)),
        stored,
        answered?.contactId,
      ));
    if (failure === undefined) return { after };
    const result = resultOf(failure, changes);
    if (!('taken' in result)) return result;
    const { key, claim } = result.taken;
    if (!isTakenOver(result.taken, changes)) return result;
    const known = partIn(changes, claim.ownerId);
    const owner = known ?? (await findPart(tenantId, claim.ownerId));
    const identity = owner?.identities[key];
    const wasMerged = owner && !known && changes.some(({ contact }) => isSameWhole(contact, owner));
    const isLater = owner && overlap([...before, ...owners.values(), owner].map(wholeOf));
    // The claim has changed since, or its owner was merged, or has got an address, since others were read.
    if (!owner || !identity || isProven(identity) || owners.has(owner.contactId) || wasMerged || isLater)
      return { conflict: { contactId: claim.ownerId, found: undefined } };
    owners.set(owner.contactId, owner);
    latest = result.taken;
  }
}

/** The changes of each contact, because a transaction cannot write to one item twice. */
function byContact(changes: readonly ContactChange[]): Changes[] {
  const grouped = Map.groupBy(changes, ({ contact }) => wholeOf(contact).contactId);
  return [...grouped.values()].flatMap(([first, ...others]) => (first ? [[first, ...others] as const] : []));
}

const isSameWhole = (one: StoredContact, other: StoredContact): boolean =>
  wholeOf(one).contactId === wholeOf(other).contactId;

/** The contact with this id, if it is a part of one that changes. */
const partIn = (changes: readonly ContactChange[], id: string): StoredContact | undefined =>
  changes.flatMap(({ contact }) => partOf(wholeOf(contact), id) ?? [])[0];

/** DynamoDB allows 100 in one transaction, of which a stored response takes three at most. */
const maxWrites = 97;

/**
 * Lets claims forget a name before the transaction, because one that forgets costs the next message a read and nothing
 * else. Only a contact from before its addresses were limited has so many. Returns what failed.
 */
async function writeFirst(writes: readonly Write<Meaning>[]) {
  for (let start = 0; start < writes.length; start += maxWrites) {
    const failures = await writeAll(writes.slice(start, start + maxWrites));
    if (failures.length > 0) return failures;
  }
  return undefined;
}

/** Whether a claim is only reported for a contact beside the changed ones, and the change proves it. */
const isTakenOver = ({ contactId, key, claim }: Taken, changes: readonly ContactChange[]): boolean =>
  !isProven(claim) &&
  !changes.some(({ contact }) => contact.contactId === claim.ownerId) &&
  changes.some((change) => change.contact.contactId === contactId && provenKeys(change).includes(key));

const provenKeys = (change: ContactChange): string[] =>
  claimWrites(change).flatMap((write) => (write.action === 'take' && isProven(write.proof) ? [write.key] : []));

function yieldsTo(change: ContactChange, owner: StoredContact): ContactChange[] {
  const { actor, at, contact } = change;
  const loss = yieldIdentities(owner, { otherId: contact.contactId, keys: provenKeys(change) }, { actor, at });
  return loss ? [loss] : [];
}

function resultOf(
  { meaning, found }: Found & { readonly meaning: Meaning },
  changes: readonly ContactChange[],
): Committed {
  if ('stale' in meaning || 'erased' in meaning) return meaning;
  if ('conflict' in meaning) return { conflict: { contactId: meaning.conflict, found: found && asContact(found) } };
  const claim = found && asClaim(found);
  if (claim === undefined || claim.ownerId === meaning.contactId) {
    throw new Error(`The claim of ${meaning.field} and the identities of its contact differ`);
  }
  const taker = changes.find(({ contact }) => contact.contactId === meaning.contactId);
  return {
    taken: { ...meaning, claim, isSame: taker !== undefined && includes(wholeOf(taker.contact), claim.ownerId) },
  };
}
