import type { CrmRecord } from '../../../schemas/crmRecord.ts';
import { assertOn, type Decision, type TakenFields } from '../change.ts';
import { isUnresolved, type StoredContact } from '../contact.ts';
import { assertedBy } from '../fieldValues.ts';
import { fingerprintOf, type LookupAddresses, lookupAddressesOf } from '../lookupAddresses.ts';
import { type Evidence, outcomeOf, valuesOfRecord } from '../matching.ts';
import { type Attempt, isAbout, nextAttemptAt, type Resolution, type ResolutionChange } from '../resolution.ts';

/** What a CRM returned for a contact, or why it failed. */
export type Finding =
  | { readonly evidence: Evidence; readonly matches: readonly CrmRecord[]; readonly isTruncated: boolean }
  | { readonly failure: { readonly message: string } };

/** One lookup of a contact in the CRM. */
export type FinishedLookup = {
  readonly contactId: string;
  readonly addresses: LookupAddresses;
  readonly finding: Finding;
  /** What was stored about earlier lookups when this one began. */
  readonly known: Resolution | undefined;
  /** The connection that was queried. */
  readonly revision: string;
  /** The event that requested it; it is redelivered if the lookup fails. */
  readonly event: string;
  /** The author of what the CRM states: `crm:` and its host. */
  readonly by: string;
  /** When it ended, in epoch milliseconds. */
  readonly at: number;
  /** Whether the tenant's CRM is trusted to know whose an email is. */
  readonly crmAddressesProve?: boolean;
};

/** What a lookup means for the contact. */
export type Conclusion =
  | { readonly outcome: 'match'; readonly record: CrmRecord; readonly evidence: Evidence }
  | {
      readonly outcome: Exclude<Attempt['outcome'], 'match'>;
      readonly reason?: string;
      readonly candidates?: readonly CrmRecord[];
    };

/** Concludes a lookup. A record that another contact owns is no match: a suggestion of the two is kept for a person. */
export function conclude(finding: Finding, taken: TakenFields): Conclusion {
  if ('failure' in finding) return { outcome: 'failed', reason: finding.failure.message };
  const result = outcomeOf(finding.matches, finding.isTruncated);
  if (result.outcome !== 'match') return result;
  const ownerId = taken.get('externalRef');
  if (ownerId !== undefined) return { outcome: 'taken', reason: `The record is contact ${ownerId}` };
  return { ...result, evidence: finding.evidence };
}

/**
 * Decides what the conclusion of a lookup changes: a match links the contact and asserts what the CRM states,
 * everything else is stored beside it. `stale` where the contact is no longer the one that was looked up.
 */
export function recordLookup(
  contact: StoredContact,
  lookup: FinishedLookup,
  conclusion: Conclusion,
  taken: TakenFields,
): Decision {
  const { contactId, addresses, by, at } = lookup;
  const isSame =
    contact.contactId === contactId && fingerprintOf(lookupAddressesOf(contact)) === fingerprintOf(addresses);
  if (!isSame || !isUnresolved(contact)) return { stale: 'contact' };
  const author = { actor: by, at };
  const resolution = recordAttempt(lookup, conclusion);
  if (conclusion.outcome !== 'match') return { ...author, contact, resolution };
  const { record, evidence } = conclusion;
  const values = valuesOfRecord(record, evidence);
  const confirms = lookup.crmAddressesProve ? (['email'] as const) : [];
  const change = assertOn(contact, 'crm', assertedBy(by, at, values), author, { taken, confirms });
  const { externalRef } = record;
  return {
    ...change,
    link: { resolutionStatus: 'crm_resolved', externalRef, resolvedAt: new Date(at).toISOString() },
    resolution,
  };
}

/**
 * What is stored about an attempt. A failure says nothing about the contact: it keeps the candidates, and is counted on
 * its own.
 */
function recordAttempt(
  { addresses, revision, known, by, event, at }: FinishedLookup,
  conclusion: Conclusion,
): ResolutionChange {
  const { outcome } = conclusion;
  const isSame = isAbout(known, addresses, revision);
  const counted = isSame ? known : undefined;
  const isFailure = outcome === 'failed';
  const attempts = (counted?.attempts ?? 0) + (isFailure ? 0 : 1);
  const before = counted?.failures ?? 0;
  const failures = isFailure ? before + (before > 0 && counted?.event === event ? 0 : 1) : 0;
  const { reason, candidates } = { reason: undefined, candidates: undefined, ...conclusion };
  return {
    set: {
      fingerprint: fingerprintOf(addresses),
      revision,
      attempts,
      failures,
      event,
      lastAttempt: { at, outcome, ...(reason !== undefined && { reason }) },
      dueAt: outcome === 'match' ? undefined : nextAttemptAt(isFailure ? failures : attempts, at),
      ...(!(isFailure && isSame) && { candidates: candidates && { records: candidates, by, at } }),
    },
    ifDueAsIn: known ?? {},
  };
}
