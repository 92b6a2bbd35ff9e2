import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { CrmRecord } from '../../schemas/crmRecord.ts';
import { config } from '../config.ts';
import { identityChanges, identityKey } from '../contacts/identities.ts';
import { decide, type Evidence, nextAttemptAt, saidBy } from '../contacts/resolution.ts';
import { fold } from '../contacts/sources.ts';
import { assertedBy, type Said } from '../contacts/statements.ts';
import { claim, type Operation, release } from './claims.ts';
import { send } from './client.ts';
import type { ContactItem } from './contactItem.ts';
import { timestamp } from './contactUpdate.ts';
import { contend } from './contend.ts';
import { suggestDuplicate } from './duplicates.ts';
import { failedConditions } from './failedConditions.ts';
import { findContact } from './getContact.ts';
import { keys } from './keys.ts';
import { overwriteContact } from './overwriteContact.ts';
import { type Attempt, recordAttempt } from './resolutions.ts';

/** What a CRM answered about a contact, or why it did not. */
export type Finding =
  | { readonly evidence: Evidence; readonly matches: readonly CrmRecord[] }
  | { readonly failure: { readonly message: string } };

export type LookedUp = {
  readonly tenantId: string;
  readonly contactId: string;
  readonly finding: Finding;
  /** What was looked up, and where. */
  readonly about: string;
  /** Answers before this one that left the contact unresolved. */
  readonly attempts: number;
  /** Who says what the CRM says, `crm:` and its host. */
  readonly by: string;
  readonly requestId: string;
};

/** What became of it; `dropped`: meanwhile the contact has been resolved, merged or erased, or has another address. */
export type Resolved = Attempt['outcome'] | 'dropped';

/**
 * Resolves a contact by what the CRM answered: one record links it and tells what the CRM says, several stay as candidates.
 * A record that another contact is changes nothing but that the two are suggested to be one. Nothing happens to a contact
 * that is no longer the one that was looked up. Throws `unavailable`.
 */
export async function resolveContact({ finding, ...lookedUp }: LookedUp): Promise<Resolved> {
  const { tenantId, contactId, requestId, by } = lookedUp;
  const note = (attempt: Omit<Attempt, 'at'>, candidates?: readonly CrmRecord[]) =>
    attemptOf(lookedUp, attempt, candidates);
  if ('failure' in finding)
    return keep(lookedUp, note({ outcome: 'failed', reason: finding.failure.message }), 'failed');
  const decision = decide(finding.matches);
  if (decision.outcome !== 'match') {
    const candidates = decision.outcome === 'ambiguous' ? decision.candidates : undefined;
    return keep(lookedUp, note({ outcome: decision.outcome }, candidates), decision.outcome);
  }
  const { record } = decision;
  let said = saidBy(record, finding.evidence);
  return contend(async () => {
    const seen = await findContact(tenantId, contactId);
    if (seen?.writeId === requestId) return 'match';
    if (seen === undefined || !isStill(seen, finding.evidence)) return 'dropped';
    const written = await link(seen, record, said, lookedUp, note({ outcome: 'match' }));
    if (written === 'match' || written === undefined) return written;
    await suggestDuplicate(tenantId, [contactId, written.holder], { ...written, at: Date.now(), by });
    if (written.field !== 'externalRef') {
      said = { ...said, [written.field]: undefined };
      return undefined;
    }
    return keep(lookedUp, note({ outcome: 'taken', reason: `The record is contact ${written.holder}` }), 'taken');
  });
}

/** Whether a contact may still be resolved by what was found about an address. */
export function isStill(seen: ContactItem, { by, value }: Evidence): boolean {
  const now = fold(seen.sources)[by];
  return (
    seen.resolutionStatus === 'unresolved' &&
    seen.mergedInto === undefined &&
    now !== null &&
    identityKey(by, now) === identityKey(by, value)
  );
}

type Taken = { readonly field: 'email' | 'phone' | 'externalRef'; readonly key: string; readonly holder: string };

/** Writes the link with all claims; tells what belongs to another contact, or `undefined` where somebody else wrote meanwhile. */
async function link(
  seen: ContactItem,
  { externalRef }: CrmRecord,
  said: Said,
  { by, requestId }: Omit<LookedUp, 'finding'>,
  attempt: Operation,
): Promise<'match' | Taken | undefined> {
  const { tenantId, contactId } = seen;
  const now = Date.now();
  const { taken, released, patch } = identityChanges('crm', said, seen);
  const change = {
    source: 'crm',
    assertions: assertedBy(by, now, said),
    identities: patch,
    now,
    resolution: { resolutionStatus: 'crm_resolved', externalRef, resolvedAt: timestamp(now) },
  } as const;
  const wanted = [
    { field: 'externalRef', key: externalRef, sortKey: keys.externalRef(externalRef) } as const,
    ...taken.map(({ field, key }) => ({ field, key, sortKey: keys.identity(key) })),
  ];
  const outcome = await overwriteContact(seen, { tenantId, contactId, actor: by, requestId }, change, [
    ...wanted.map(({ sortKey }) => claim(tenantId, sortKey, contactId)),
    ...released.map((key) => release(tenantId, keys.identity(key), contactId)),
    attempt,
  ]);
  if ('written' in outcome) return 'match';
  for (const [i, { field, key }] of wanted.entries()) {
    const holder = outcome.failed[i + 1]?.found?.holder;
    if (holder !== undefined && holder !== contactId) return { field, key, holder: String(holder) };
  }
  return undefined;
}

/** Keeps an attempt that changes nothing about the contact, unless the contact was erased meanwhile. */
async function keep(
  { tenantId, contactId }: Omit<LookedUp, 'finding'>,
  attempt: Operation,
  outcome: Attempt['outcome'],
): Promise<Resolved> {
  const ConditionCheck = {
    TableName: config.tableName(),
    Key: { tenantId, contactId },
    ConditionExpression: 'resolutionStatus = :unresolved AND attribute_not_exists(mergedInto)',
    ExpressionAttributeValues: { ':unresolved': 'unresolved' },
  };
  try {
    await send((db) => db.send(new TransactWriteCommand({ TransactItems: [{ ConditionCheck }, attempt] })));
    return outcome;
  } catch (error) {
    failedConditions(error);
    return 'dropped';
  }
}

/** What is kept of an attempt. A failure is no answer: it counts for nothing, and the contact is due again in an hour. */
function attemptOf(
  { tenantId, contactId, about, attempts }: Omit<LookedUp, 'finding'>,
  attempt: Omit<Attempt, 'at'>,
  candidates?: readonly CrmRecord[],
): Operation {
  const at = Date.now();
  const counted = attempt.outcome === 'failed' ? attempts : attempts + 1;
  const dueAt = nextAttemptAt(Math.max(counted, 1), at);
  return recordAttempt(tenantId, contactId, {
    about,
    attempts: counted,
    lastAttempt: { at, ...attempt },
    ...(candidates && { candidates }),
    ...(attempt.outcome !== 'match' && { dueAt }),
  });
}
