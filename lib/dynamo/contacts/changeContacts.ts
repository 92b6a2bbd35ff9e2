import { config } from '../../config.ts';
import { applyChange, type ContactChange, type Decision, type Stale, touchesContact } from '../../contacts/change.ts';
import type { Claim } from '../../contacts/claims.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import type { ClaimKey } from '../../contacts/identities.ts';
import { resolutionOperation } from '../resolution/resolution.ts';
import { keys } from '../table/keys.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { updateItem } from '../table/update.ts';
import { type Found, type Write, writeAll } from '../table/writeAll.ts';
import { asClaim, claimOperation, moveOperation, releaseOperation, updateClaimOperation } from './claims.ts';
import { asContact, findSurvivor, survivorOf } from './getContact.ts';

type Contacts = readonly [StoredContact, ...StoredContact[]];

/** Which contacts a request changes. The id of a merged contact stands for its survivor. */
export type Target = {
  readonly tenantId: string;
  readonly contactIds: readonly [string, ...string[]];
  readonly requestId: string;
  /** The contact as it was read already, where there is only one; without it the first step is to read. */
  readonly read?: StoredContact;
};

/** What another contact owns already, with its claim, and the contact that was to get it. */
export type Taken = ClaimKey & { readonly contactId: string; readonly claim: Claim };

export type ChangeResult =
  /** The contacts as they are now, changed or not, in the order of their ids; a removed contact as it was. */
  | { readonly contacts: Contacts }
  | { readonly taken: Taken }
  | Stale
  /** At least one of the contacts does not exist. */
  | { readonly gone: true };

/**
 * Changes one contact or several as `decide` decides on them, in one transaction, and decides again while other writes
 * interfere. A request that has written already, because its reply was lost, changes nothing more. A contact that is
 * gone when it is to be removed counts as removed. Throws `unavailable`, and what `decide` throws.
 */
export async function changeContacts(
  { tenantId, contactIds, requestId, read }: Target,
  decide: (...contacts: Contacts) => Decision | Promise<Decision>,
): Promise<ChangeResult> {
  let known: (StoredContact | undefined)[] | undefined = read && [await survivorOf(read)];
  return retryOnConflict<ChangeResult>(async () => {
    const [first, ...others] = known ?? (await Promise.all(contactIds.map((id) => findSurvivor(tenantId, id))));
    if (first === undefined || !others.every((contact) => contact !== undefined)) return { gone: true };
    const contacts: Contacts = [first, ...others];
    if (contacts.some(({ writeId }) => writeId === requestId)) return { contacts };
    const decision = await decide(...contacts);
    if (decision === 'unchanged') return { contacts };
    if ('stale' in decision) return decision;
    const changes = [decision].flat().map((change): Applied => ({ ...change, after: afterChange(change, requestId) }));
    const failures = await writeAll(writesOf(changes));
    if (failures.length === 0) {
      const after = (contact: StoredContact) => changes.find((each) => each.contact === contact)?.after ?? contact;
      return { contacts: [after(first), ...others.map(after)] };
    }
    const conflict = failures.find(({ meaning }) => meaning === 'conflict');
    if (conflict === undefined) return resultOf(failures);
    const isRemoved = conflict.found === undefined && others.length === 0 && changes.every(({ removed }) => removed);
    if (isRemoved) return { contacts };
    // With one contact, the failed condition has returned what a read would.
    const found = conflict.found && asContact(conflict.found);
    known = others.length === 0 ? [found && (await survivorOf(found))] : undefined;
    return undefined;
  });
}

/** A change, and the contact after it. */
type Applied = ContactChange & { readonly after: StoredContact };

const afterChange = (change: ContactChange, requestId: string): StoredContact =>
  touchesContact(change) && !change.removed ? applyChange(change, requestId) : change.contact;

type Failure = 'conflict' | Stale | (ClaimKey & { readonly contactId: string });

/** The result of a transaction that failed although nobody had written to the contacts. */
function resultOf([failure]: readonly (Found & { readonly meaning: Failure })[]): ChangeResult {
  if (failure === undefined || failure.meaning === 'conflict') throw new Error('Nothing but a conflict failed');
  const { meaning, found } = failure;
  if ('stale' in meaning) return meaning;
  const claim = found && asClaim(found);
  if (claim === undefined || claim.ownerId === meaning.contactId) {
    throw new Error(`The claim of ${meaning.field} and the identities of its contact differ`);
  }
  return { taken: { ...meaning, claim } };
}

/** The writes of a decision, and what it means that one of them fails. */
function writesOf(changes: readonly Applied[]): Write<Failure>[] {
  const released = new Map(
    changes.flatMap(({ contact, releases = [] }) => releases.map((claim) => [sortKeyOf(claim), contact.contactId])),
  );
  const moved = new Set(changes.flatMap(({ claims = [] }) => claims.map(sortKeyOf)).filter((key) => released.has(key)));
  return changes.flatMap((change): Write<Failure>[] => {
    const { contact, claims = [], releases = [], claimUpdates = [], resolution } = change;
    const { tenantId, contactId } = contact;
    const owned = releases.filter((claim) => !moved.has(sortKeyOf(claim)));
    return [
      { operation: contactOperation(change), onFailure: 'conflict' },
      ...claims.map((claim) => {
        const key = sortKeyOf(claim);
        const from = released.get(key);
        const operation =
          from === undefined
            ? claimOperation(tenantId, key, { ownerId: contactId })
            : moveOperation(tenantId, key, from, contactId);
        return { operation, onFailure: { ...claim, contactId } };
      }),
      ...owned.map((claim) => ({
        operation: releaseOperation(tenantId, sortKeyOf(claim), contactId),
        onFailure: { ...claim, contactId },
      })),
      ...claimUpdates.map((update) => ({
        operation: updateClaimOperation(tenantId, update),
        onFailure: { stale: 'claim' } as const,
      })),
      ...(resolution
        ? [
            {
              operation: resolutionOperation(tenantId, contactId, resolution),
              onFailure: { stale: 'attempt' } as const,
            },
          ]
        : []),
    ];
  });
}

const sortKeyOf = ({ field, key }: ClaimKey): string =>
  field === 'externalRef' ? keys.externalRef(key) : keys.identity(key);

/** Writes a change to the contact itself, or checks that nobody has written to it where the change leaves it alone. */
function contactOperation(change: Applied): Write<Failure>['operation'] {
  const { contact, sources = {}, identities = {}, link, removed, after } = change;
  const { tenantId, contactId, writeId } = contact;
  const isAsRead = {
    TableName: config.tableName(),
    Key: { tenantId, contactId: keys.contact(contactId) },
    ConditionExpression: 'writeId = :read',
    ExpressionAttributeValues: { ':read': writeId },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
  if (removed) return { Delete: isAsRead };
  if (!touchesContact(change)) return { ConditionCheck: isAsRead };
  const { version, updatedAt, changedBy } = after;
  const set = [
    ['writeId', after.writeId],
    ...Object.entries(sources).map(([source, assertions]) => [['sources', source], assertions ?? undefined] as const),
    ...Object.entries(identities).map(([id, identity]) => [['identities', id], identity ?? undefined] as const),
    ...(link ? Object.entries({ externalRef: undefined, resolvedAt: undefined, ...link }) : []),
    ...(version === contact.version ? [] : Object.entries({ version, updatedAt, changedBy })),
  ] as const;
  return { Update: updateItem(tenantId, keys.contact(contactId), { set, expected: { writeId } }) };
}
