import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { CrmRecord } from '../../../schemas/crmRecord.ts';
import { config } from '../../config.ts';
import { identityChanges } from '../../contacts/identities.ts';
import { aboutOf, type Question, questionOf } from '../../contacts/question.ts';
import { decide, type Evidence, nextAttemptAt, saidBy } from '../../contacts/resolution.ts';
import { assertedBy, type Said } from '../../contacts/statements.ts';
import { claim, type Operation, release } from '../contacts/claims.ts';
import { type ContactItem, isUnresolved } from '../contacts/contactItem.ts';
import { timestamp } from '../contacts/contactUpdate.ts';
import { suggestDuplicate } from '../contacts/duplicates.ts';
import { findContact } from '../contacts/getContact.ts';
import { overwriteContact } from '../contacts/overwriteContact.ts';
import { send } from '../table/client.ts';
import { failedConditions } from '../table/failedConditions.ts';
import { keys } from '../table/keys.ts';
import { contend } from '../table/retryOnConflict.ts';
import { type Attempt, isOf, type ResolutionItem, recordAttempt } from './resolutions.ts';

/** What a CRM answered about a contact, or why it did not. */
export type Finding =
  | { readonly evidence: Evidence; readonly matches: readonly CrmRecord[]; readonly isTruncated: boolean }
  | { readonly failure: { readonly message: string } };

export type LookedUp = {
  readonly tenantId: string;
  readonly contactId: string;
  readonly question: Question;
  readonly finding: Finding;
  /** What was kept of the lookups before, when this one began. */
  readonly known: ResolutionItem | undefined;
  /** The connection that was asked. */
  readonly revision: string;
  /** The event that asks for it; it comes again where the lookup fails. */
  readonly event: string;
  /** Who says what the CRM says, `crm:` and its host. */
  readonly by: string;
  readonly requestId: string;
};

/** What became of it; `dropped`: meanwhile the contact has been resolved, merged, erased or made due anew, or has other addresses. */
export type Resolved = Attempt['outcome'] | 'dropped';

/**
 * Resolves a contact by what the CRM answered: one record links it and tells what the CRM says, several stay as candidates.
 * A record that another contact is changes nothing but that the two are suggested to be one. Nothing happens to a contact
 * that is no longer the one that was looked up. Throws `unavailable`.
 */
export async function resolveContact(lookedUp: LookedUp): Promise<Resolved> {
  const { tenantId, contactId, finding, by } = lookedUp;
  const decision =
    'failure' in finding
      ? ({ outcome: 'failed', reason: finding.failure.message } as const)
      : decide(finding.matches, finding.isTruncated);
  if (decision.outcome !== 'match' || 'failure' in finding) return keep(lookedUp, decision);
  const { record } = decision;
  let said = saidBy(record, finding.evidence);
  return contend(async () => {
    const seen = await findStill(lookedUp);
    if (seen === undefined) return 'dropped';
    if (seen.writeId === lookedUp.requestId) return 'match';
    const written = await link(seen, record, said, lookedUp);
    if (typeof written === 'string' || written === undefined) return written;
    await suggestDuplicate(tenantId, [contactId, written.holder], { ...written, at: Date.now(), by });
    if (written.field !== 'externalRef') {
      said = { ...said, [written.field]: undefined };
      return undefined;
    }
    return keep(lookedUp, { outcome: 'taken', reason: `The record is contact ${written.holder}` });
  });
}

/** Finds the contact as long as it is the one that was looked up, or that this very request has resolved. */
async function findStill({ tenantId, contactId, question, requestId }: LookedUp): Promise<ContactItem | undefined> {
  const seen = await findContact(tenantId, contactId);
  if (seen === undefined || seen.writeId === requestId) return seen;
  return isUnresolved(seen) && aboutOf(questionOf(seen.sources)) === aboutOf(question) ? seen : undefined;
}

type Taken = { readonly field: 'email' | 'phone' | 'externalRef'; readonly key: string; readonly holder: string };

/** Writes the link with all claims; tells what belongs to another contact, or `undefined` where somebody else wrote meanwhile. */
async function link(
  seen: ContactItem,
  { externalRef }: CrmRecord,
  said: Said,
  lookedUp: LookedUp,
): Promise<'match' | 'dropped' | Taken | undefined> {
  const { tenantId, contactId, by, requestId } = lookedUp;
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
    attemptOf(lookedUp, { outcome: 'match' }),
  ]);
  if ('written' in outcome) return 'match';
  const { failed } = outcome;
  for (const [i, { field, key }] of wanted.entries()) {
    const holder = failed[i + 1]?.found?.holder;
    if (holder !== undefined && holder !== contactId) return { field, key, holder: String(holder) };
  }
  return failed[wanted.length + released.length + 1] ? 'dropped' : undefined;
}

type Note = Omit<Attempt, 'at'> & { readonly candidates?: readonly CrmRecord[] };

/** Keeps an attempt that changes nothing about the contact, as long as it is about the contact as it is. */
const keep = (lookedUp: LookedUp, note: Note): Promise<Resolved> =>
  contend(async () => {
    const seen = await findStill(lookedUp);
    if (seen === undefined) return 'dropped';
    const ConditionCheck = {
      TableName: config.tableName(),
      Key: { tenantId: lookedUp.tenantId, contactId: keys.contact(lookedUp.contactId) },
      ConditionExpression: 'writeId = :seen',
      ExpressionAttributeValues: { ':seen': seen.writeId },
    };
    const TransactItems = [{ ConditionCheck }, attemptOf(lookedUp, note)];
    try {
      await send((db) => db.send(new TransactWriteCommand({ TransactItems })));
      return note.outcome;
    } catch (error) {
      return failedConditions(error)[1] ? 'dropped' : undefined;
    }
  });

/** What is kept of an attempt. A failure is no answer: it leaves what is known, and is counted for itself. */
function attemptOf(
  { tenantId, contactId, question, revision, known, by, event }: LookedUp,
  { outcome, reason, candidates }: Note,
): Operation {
  const at = Date.now();
  const isSame = isOf(known, question, revision);
  const counted = isSame ? known : undefined;
  const isFailure = outcome === 'failed';
  const attempts = (counted?.attempts ?? 0) + (isFailure ? 0 : 1);
  const before = counted?.failures ?? 0;
  const failures = isFailure ? before + (before > 0 && counted?.event === event ? 0 : 1) : 0;
  const recorded = {
    about: aboutOf(question),
    revision,
    attempts,
    failures,
    event,
    lastAttempt: { at, outcome, ...(reason !== undefined && { reason }) },
    dueAt: outcome === 'match' ? undefined : nextAttemptAt(isFailure ? failures : attempts, at),
  };
  const found = { candidates: candidates && { records: candidates, by, at } };
  return recordAttempt(tenantId, contactId, isFailure && isSame ? recorded : { ...recorded, ...found }, known);
}
