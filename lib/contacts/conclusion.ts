import type { Lookup } from '../../schemas/crmLookups.ts';
import type { CrmRecord } from '../../schemas/crmRecord.ts';
import type { TakenFields } from './change.ts';
import type { LinkedRecord, LookupTarget } from './lookupTarget.ts';
import { hasAddress, outcomeOf } from './matching.ts';
import type { Attempt } from './resolution.ts';

/** What a CRM returned for a contact, or why it failed. */
export type Finding = Found | { readonly failure: { readonly message: string } };

export type Found = {
  /** The records that have an address of the contact. */
  readonly matches: readonly CrmRecord[];
  readonly isTruncated: boolean;
  /** Whether a record that a person refused for the contact has an address of it, too. */
  readonly isRefused?: boolean;
  /** By what the records were found, by their `externalRef`. */
  readonly foundBy?: ReadonlyMap<string, Lookup['by']>;
  /** The record that the contact is linked to, with whatever addresses. */
  readonly linked?: CrmRecord | undefined;
  /** Whether the lookup by its id, or by the address that led to it, did not find that record. */
  readonly isMissing?: boolean;
  /** Why nothing could be looked up. */
  readonly reason?: string;
};

/** What a lookup means for the contact. */
export type Conclusion =
  | {
      readonly outcome: 'match';
      readonly record: CrmRecord;
      /** By what the record was found, if the answer shows it. */
      readonly by?: Lookup['by'] | undefined;
    }
  | {
      readonly outcome: Exclude<Attempt['outcome'], 'match'>;
      readonly reason?: string;
      readonly candidates?: readonly CrmRecord[];
    };

/** Concludes a lookup. A record that another contact owns is no match: a suggestion of the two is kept for a person. */
export function conclude(finding: Finding, { link, defaultCountry }: LookupTarget, taken: TakenFields): Conclusion {
  if ('failure' in finding) return { outcome: 'failed', reason: finding.failure.message };
  const conclusion = link
    ? concludeOnLinked(finding, { link, defaultCountry }, taken)
    : concludeOnUnresolved(finding, taken);
  if (conclusion.outcome !== 'match') return conclusion;
  return { ...conclusion, by: finding.foundBy?.get(conclusion.record.externalRef) };
}

function concludeOnUnresolved(finding: Found, taken: TakenFields): Conclusion {
  const result = outcomeOf(finding.matches, finding.isTruncated);
  const ownerId = taken.get('externalRef');
  if (result.outcome === 'nobody' && finding.isRefused) return { outcome: 'refused' };
  return result.outcome === 'match' && ownerId !== undefined
    ? { outcome: 'taken', reason: `The record is contact ${ownerId}` }
    : result;
}

/**
 * A record that still has an address of the contact stays its record. Otherwise the link of a machine moves to the only
 * other match. That a record was not found proves that it is gone only if the CRM has stated something about it before.
 */
function concludeOnLinked(
  { linked, matches, isTruncated, isMissing, reason }: Found,
  { link, defaultCountry }: Pick<LookupTarget, 'defaultCountry'> & { readonly link: LinkedRecord },
  taken: TakenFields,
): Conclusion {
  const others = matches.filter(({ externalRef }) => externalRef !== link.externalRef);
  const other = outcomeOf(others, isTruncated);
  const isKept = link.isFinal || (linked !== undefined && hasAddress(linked, link.evidence, defaultCountry));
  if (!isKept && other.outcome === 'match' && !taken.has('externalRef')) return other;
  if (linked) return { outcome: 'match', record: linked };
  return { outcome: isMissing && link.isKnown ? 'gone' : 'not_found', ...(reason !== undefined && { reason }) };
}
