import type { ChangeableField, Contact } from '../../schemas/contact.ts';
import { sourceOf } from './actors.ts';
import { ContactError } from './ContactError.ts';
import { changedFields } from './changedFields.ts';
import { type StoredContact, toContact } from './contact.ts';
import { explain } from './explanation.ts';
import { mergedIds } from './fold.ts';
import { type MergeStep, mergeStepOf } from './merges.ts';
import { partOf } from './parts.ts';
import type { Source } from './sources.ts';

/** The fields of a contact that can change, as callers see them. */
export type VisibleFields = Pick<Contact, ChangeableField>;

/**
 * One visible change of a contact. It holds all that callers saw before and after it, so that no other entry is needed
 * to know either. Times are ISO 8601 in UTC with milliseconds.
 */
export type HistoryEntry = {
  /** The version that the change made. The versions of a contact begin with 1. */
  readonly version: number;
  /** The version before; absent where it is the next lower one, as it always is but for merges. */
  readonly previous?: number;
  readonly at: string;
  /** When the version before was made; absent for the creation. */
  readonly since?: string;
  readonly after: VisibleFields;
  /** Each field that changed: what callers saw before, and which source supplies what they see now, if any does. */
  readonly changed: { readonly [F in ChangeableField]?: readonly [before: Contact[F] | null, source: Source | null] };
  readonly actor: string;
  /** The merge that the change is, or that it undoes. */
  readonly merge?: MergeStep;
  /**
   * Where other contacts were merged into this one before or after the change: their ids, and what callers would see
   * after it without them.
   */
  readonly parts?: { readonly merged: readonly string[]; readonly own: VisibleFields };
  /** The beginning of the id of the request, or of the delivery of an event, that made the change. */
  readonly writeId: string;
};

/** The entry of a change; `undefined` for one that callers do not see. */
export function historyEntry(before: StoredContact | undefined, after: StoredContact): HistoryEntry | undefined {
  if (before?.version === after.version) return undefined;
  const old = before && toContact(before);
  const merged = [...new Set([before, after].flatMap((state) => (state ? mergedIds(state) : [])))];
  const changed = changedFields(before, after).map((field) => [
    field,
    [old?.[field] ?? null, supplierOf(field, after)],
  ]);
  const merge = mergeStepOf(before, after);
  return {
    version: after.version,
    ...(before && before.version !== after.version - 1 && { previous: before.version }),
    at: after.updatedAt,
    ...(old && { since: old.updatedAt }),
    after: visibleOf(after),
    changed: Object.fromEntries(changed),
    actor: after.changedBy,
    ...(merge && { merge }),
    ...(merged.length > 0 && { parts: { merged, own: visibleOf(partOf(after, after.contactId) ?? after) } }),
    writeId: after.writeIds[0],
  };
}

function visibleOf(contact: StoredContact): VisibleFields {
  const { id: _, tenantId: __, createdAt: ___, updatedAt: ____, ...visible } = toContact(contact);
  return visible;
}

/**
 * An entry without anything that callers saw of contacts that were merged into this one. Of a machine as its author
 * only the kind is left: it may be one of their messages, or the domain of their email.
 */
export const withoutMerged = ({ actor, after, ...entry }: HistoryEntry): HistoryEntry => ({
  ...entry,
  actor: isCaller(actor) ? actor : actor.replace(/:.*/s, ':erased'),
  after: entry.parts?.own ?? after,
  changed: {},
});

const isCaller = (actor: string): boolean => ['manual', 'agent'].includes(sourceOf(actor));

/** The link has no assertions: it is stated by the source of whoever changed it. */
function supplierOf(field: ChangeableField, contact: StoredContact): Source | null {
  if (field !== 'externalRef' && field !== 'resolutionStatus') return explain(contact)[field].source ?? null;
  const source = sourceOf(contact.changedBy);
  return source === 'unknown' ? null : source;
}

/** A contact as callers saw it, with its version, and the contact that it was merged into then. */
export type PastContact = { readonly contact: Contact; readonly version: number; readonly mergedInto?: string };

/**
 * The contact as it was at a time after its creation (ISO 8601 in UTC with milliseconds). `entries` are the newest of
 * its history, back to one that is not later than that time; some may be missing. Throws `unavailable` where a missing
 * one might be the answer: the newest changes are not projected yet.
 */
export function contactAt(current: StoredContact, entries: readonly HistoryEntry[], at: string): PastContact {
  const now = pastContact(toContact(current), current.version, current.mergedInto);
  const states = [...entries.flatMap((entry) => statesOf(now.contact, entry)), now];
  const known = new Map(states.map((state) => [state.version, state]));
  const past = states.filter(({ contact }) => contact.updatedAt <= at).map(({ version }) => version);
  const state = known.get(Math.max(...past));
  // The version after it must be known to be later.
  const followed = new Set(entries.map(previousOf));
  const isCertain = (version: number) => version === now.version || known.has(version + 1) || followed.has(version);
  if (state && isCertain(state.version)) return state;
  throw new ContactError('unavailable', 'The history of the contact is not complete yet. Please try again.');
}

const previousOf = ({ version, previous = version - 1 }: HistoryEntry): number => previous;

/** The contact before a change, and after it. While it is merged, nothing changes it but the end of that. */
function statesOf(current: Contact, entry: HistoryEntry): PastContact[] {
  const { version, at, since, after, changed, merge } = entry;
  const otherIn = (action: MergeStep['action']) => (merge?.action === action ? merge.contactId : undefined);
  const old = Object.fromEntries(Object.entries(changed).map(([field, [value]]) => [field, value]));
  const before = { ...current, ...after, ...old };
  return [
    ...(since === undefined
      ? []
      : [pastContact({ ...before, updatedAt: since }, previousOf(entry), otherIn('unmerged_from'))]),
    pastContact({ ...current, ...after, updatedAt: at }, version, otherIn('merged_into')),
  ];
}

const pastContact = (contact: Contact, version: number, mergedInto: string | undefined): PastContact => ({
  contact,
  version,
  ...(mergedInto !== undefined && { mergedInto }),
});
