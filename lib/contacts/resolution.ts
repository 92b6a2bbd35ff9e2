import type { ResolutionAttempt } from '../../schemas/api/getSources.ts';
import type { Lookup } from '../../schemas/crmLookups.ts';
import type { CrmRecord } from '../../schemas/crmRecord.ts';
import { fingerprintOf, type LookupAddresses } from './lookupAddresses.ts';

/** What is stored about looking one contact up in the CRM: the attempts, the candidates, and when it is due next. */
export type Resolution = {
  /**
   * The addresses that were looked up, as a fingerprint, and the connection that was queried: counting starts again
   * when either changes.
   */
  readonly fingerprint?: string;
  readonly revision?: string;
  /** Lookups of the unresolved contact that succeeded. */
  readonly attempts?: number;
  /** Events in a row whose lookup failed, and the last of them: its redelivery does not count again. */
  readonly failures?: number;
  readonly event?: string;
  readonly lastAttempt?: Attempt;
  readonly candidates?: Candidates;
  /** The record that was found last, and by what. */
  readonly found?: { readonly externalRef: string; readonly by: Lookup['by'] };
  /** Records that a person has unlinked, the newest last: no machine links them again, but a person may. */
  readonly refused?: readonly string[];
  /** When the contact is looked up next, in ISO 8601; absent = not at all. */
  readonly dueAt?: string;
};

/**
 * Several records that have an address of the contact: who reported them, `crm:` and its host, and when (epoch
 * milliseconds).
 */
export type Candidates = { readonly records: readonly CrmRecord[]; readonly by: string; readonly at: number };

export type Attempt = {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly outcome: NonNullable<ResolutionAttempt>['outcome'];
  readonly reason?: string;
};

/** A refresh, of a contact that is linked already, comes after all other lookups of its tenant. */
export type LookupKind = 'fresh' | 'refresh';

/** What changes in a stored resolution. */
export type ResolutionChange = {
  /** New values; `undefined` removes what was stored. `dueAt` is in epoch milliseconds. */
  readonly set: {
    readonly [Name in Exclude<keyof Resolution, 'dueAt'>]?: Resolution[Name] | undefined;
  } & { readonly dueAt?: number | undefined };
  /** What is due at the new `dueAt`; `fresh` if omitted. */
  readonly dueKind?: LookupKind;
  /** The change is made only if the contact is due when it was due as this was read. */
  readonly ifDueAsIn?: Pick<Resolution, 'dueAt'>;
};

/** Whether a stored resolution is about the same addresses, looked up through the same connection. */
export const isAbout = (known: Resolution | undefined, addresses: LookupAddresses, revision: string): boolean =>
  known?.fingerprint === fingerprintOf(addresses) && known.revision === revision;

/** Whether the last lookups of these addresses through this connection failed. */
export const hasFailed = (known: Resolution | undefined, addresses: LookupAddresses, revision: string): boolean =>
  isAbout(known, addresses, revision) && (known?.failures ?? 0) > 0;

/** Whether these addresses have been looked up through this connection, and the last lookup did not fail. */
export const isDone = (known: Resolution | undefined, addresses: LookupAddresses, revision: string): boolean =>
  isAbout(known, addresses, revision) && !hasFailed(known, addresses, revision);

const hour = 3_600_000;
const day = 24 * hour;
const delays = [hour, 6 * hour, day, 7 * day] as const;

/** Within this time, every linked contact is looked up once. */
export const refreshPeriod = 30 * day;

/**
 * When a contact is looked up again that `attempts` lookups (at least 1) have left unresolved: after 1 hour, 6 hours, 1
 * day, 7 days, then every 30 days; each delay is up to a tenth longer, so that an import does not come due all at once.
 * In epoch milliseconds, as `now` is; `random` is at least 0 and below 1.
 */
export function nextAttemptAt(attempts: number, now: number, random: () => number = Math.random): number {
  return later(delays[Math.max(attempts, 1) - 1] ?? refreshPeriod, now, random);
}

/**
 * When a linked contact is looked up again: after 30 days, or up to three more. In epoch milliseconds, as `now` is;
 * `random` is at least 0 and below 1.
 */
export const nextRefreshAt = (now: number, random: () => number = Math.random): number =>
  later(refreshPeriod, now, random);

const later = (delay: number, now: number, random: () => number): number =>
  now + Math.floor(delay * (1 + random() / 10));
