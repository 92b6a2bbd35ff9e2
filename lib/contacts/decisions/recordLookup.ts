import type { CrmRecord } from '../../../schemas/crmRecord.ts';
import type { Author, ContactChange, Decision, TakenFields } from '../change.ts';
import type { Conclusion } from '../conclusion.ts';
import type { StoredContact } from '../contact.ts';
import { assertedBy, type FieldValues } from '../fieldValues.ts';
import { type Circumstances, identityChanges, ignoredBy } from '../identityChanges.ts';
import { fingerprintOf } from '../lookupAddresses.ts';
import { isSameTarget, type LookupTarget, lookupTargetOf } from '../lookupTarget.ts';
import { emailsOfRecord, valuesOfRecord } from '../matching.ts';
import { isAbout, nextAttemptAt, nextRefreshAt, type Resolution, type ResolutionChange } from '../resolution.ts';
import { type Assertions, type Field, groups } from '../sources.ts';

/** One lookup of a contact in the CRM. */
export type FinishedLookup = {
  readonly contactId: string;
  readonly target: LookupTarget;
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

/**
 * Decides what the conclusion of a lookup changes: a match links the contact, unless it is linked to this record
 * already, and replaces what the CRM states. Everything else is stored beside the contact, which stays as it is.
 * `stale` where the contact is no longer the one that was looked up.
 */
export function recordLookup(
  contact: StoredContact,
  lookup: FinishedLookup,
  conclusion: Conclusion,
  taken: TakenFields,
): Decision {
  const { contactId, target, by, at } = lookup;
  const isSame = contact.contactId === contactId && isSameTarget(lookupTargetOf(contact), target);
  if (!isSame || contact.mergedInto !== undefined) return { stale: 'contact' };
  const author = { actor: by, at };
  const resolution = recordAttempt(lookup, conclusion);
  if (conclusion.outcome !== 'match') return { ...author, contact, resolution };
  const { record } = conclusion;
  const confirms = lookup.crmAddressesProve ? (['email'] as const) : [];
  const values = valuesOfRecord(record, target.addresses, target.defaultCountry);
  const others = emailsOfRecord(record, target.addresses.email).slice(1, maxEmails);
  const moreEmails = others.map((email) => [email, at, by] as const);
  const change = restate(contact, values, author, { taken, confirms, moreEmails });
  return { ...(contact.externalRef === record.externalRef ? change : linked(change, record)), resolution };
}

/** How many emails of a record a contact gets at most: each may be reported for another one, which loses it then. */
const maxEmails = 20;

/**
 * Makes these values all that the CRM states. A value that it repeats keeps its time, and its address is not claimed
 * again, because a person may have taken it from the contact, unless the CRM confirms emails.
 */
function restate(
  contact: StoredContact,
  values: FieldValues,
  author: Author,
  circumstances: Circumstances,
): ContactChange {
  const { crm: known } = contact.sources;
  const stated = assertedBy(author.actor, author.at, values);
  const isRepeated = (field: Field) => known?.[field] !== undefined && known[field][0] === stated[field]?.[0];
  const repeated = assertionsIn(known, isRepeated);
  const news = assertionsIn(stated, (field) => !isRepeated(field));
  const withdrawn = assertionsIn(known, (field) => stated[field] === undefined);
  const addresses = {
    ...news,
    ...(circumstances.confirms?.includes('email') && stated.email && { email: stated.email }),
    ...(withdrawn.email && { email: 'withdrawn' as const }),
    ...(withdrawn.phone && { phone: 'withdrawn' as const }),
  };
  const identities = identityChanges(contact, 'crm', addresses, circumstances);
  const isSame = known !== undefined && Object.keys({ ...news, ...withdrawn }).length === 0;
  const ignored = ignoredBy(contact, 'crm', addresses, circumstances);
  return {
    ...author,
    contact,
    sources: isSame ? {} : { crm: { ...repeated, ...news } },
    identities,
    ...(ignored > 0 && { ignored }),
  };
}

const assertionsIn = (assertions: Assertions = {}, isWanted: (field: Field) => boolean): Assertions =>
  Object.fromEntries(
    groups.flat().flatMap((field) => (assertions[field] && isWanted(field) ? [[field, assertions[field]]] : [])),
  );

/** Adds the link to the record, in the place of any other. */
const linked = (change: ContactChange, { externalRef }: CrmRecord): ContactChange => ({
  ...change,
  link: { resolutionStatus: 'crm_resolved', externalRef, resolvedAt: new Date(change.at).toISOString() },
});

const foundIn = ({ record: { externalRef }, by }: Extract<Conclusion, { outcome: 'match' }>): Resolution['found'] =>
  by && { externalRef, by };

/**
 * What is stored about an attempt. A failure says nothing about the contact: it keeps the candidates, and is counted on
 * its own.
 */
function recordAttempt(
  { target, revision, known, by, event, at }: FinishedLookup,
  conclusion: Conclusion,
): ResolutionChange {
  const { addresses, link } = target;
  const { outcome } = conclusion;
  const isSame = isAbout(known, addresses, revision);
  const counted = isSame ? known : undefined;
  const isFailure = outcome === 'failed';
  const attempts = (counted?.attempts ?? 0) + (isFailure || link ? 0 : 1);
  const before = counted?.failures ?? 0;
  const failures = isFailure ? before + (before > 0 && counted?.event === event ? 0 : 1) : 0;
  const isLinked = link !== undefined || outcome === 'match';
  const next = isLinked ? nextRefreshAt(at) : nextAttemptAt(attempts, at);
  const { reason, candidates } = { reason: undefined, candidates: undefined, ...conclusion };
  return {
    set: {
      fingerprint: fingerprintOf(addresses),
      revision,
      attempts,
      failures,
      event,
      lastAttempt: { at, outcome, ...(reason !== undefined && { reason }) },
      dueAt: isFailure ? nextAttemptAt(failures, at) : next,
      ...(conclusion.outcome === 'match' && { found: foundIn(conclusion) }),
      ...(!(isFailure && isSame) && { candidates: candidates && { records: candidates, by, at } }),
    },
    dueKind: isLinked ? 'refresh' : 'fresh',
    ifDueAsIn: known ?? {},
  };
}
