import type { ChangeableField, Contact } from '../../schemas/contact.ts';
import { sourceOf } from './actors.ts';
import { ContactError } from './ContactError.ts';
import { changedFields } from './changedFields.ts';
import { type StoredContact, toContact } from './contact.ts';
import { explain } from './explanation.ts';
import { type MergeStep, mergeStepOf } from './merges.ts';
import type { Source } from './sources.ts';

/** The fields of a contact that can change, as callers see them. */
export type VisibleFields = Pick<Contact, ChangeableField>;

/**
 * One visible change of a contact. It holds all that callers saw before and after it, so that no other entry is needed
 * to know either. Times are ISO 8601 in UTC with milliseconds.
 */
export type HistoryEntry = {
  /** The version that the change made. The versions of a contact are consecutive and begin with 1. */
  readonly version: number;
  readonly at: string;
  /** When the version before was made; absent for the creation. */
  readonly since?: string;
  readonly after: VisibleFields;
  /** Each field that changed: what callers saw before, and which source supplies what they see now, if any does. */
  readonly changed: { readonly [F in ChangeableField]?: readonly [before: Contact[F] | null, source: Source | null] };
  readonly actor: string;
  /** The merge that the change is, or that it undoes. */
  readonly merge?: MergeStep;
  /** The beginning of the id of the request, or of the delivery of an event, that made the change. */
  readonly writeId: string;
};

/** The entry of a change; `undefined` for one that callers do not see. */
export function historyEntry(before: StoredContact | undefined, after: StoredContact): HistoryEntry | undefined {
  if (before?.version === after.version) return undefined;
  const old = before && toContact(before);
  const { id: _, tenantId: __, createdAt: ___, updatedAt, ...visible } = toContact(after);
  const changed = changedFields(before, after).map((field) => [
    field,
    [old?.[field] ?? null, supplierOf(field, after)],
  ]);
  const merge = mergeStepOf(before, after);
  return {
    version: after.version,
    at: updatedAt,
    ...(old && { since: old.updatedAt }),
    after: visible,
    changed: Object.fromEntries(changed),
    actor: after.changedBy,
    ...(merge && { merge }),
    writeId: after.writeIds[0],
  };
}

/** The link has no assertions: it is stated by the source of whoever changed it. */
function supplierOf(field: ChangeableField, contact: StoredContact): Source | null {
  if (field !== 'externalRef' && field !== 'resolutionStatus') return explain(contact)[field].source ?? null;
  const source = sourceOf(contact.changedBy);
  return source === 'unknown' ? null : source;
}

/** A contact as callers saw it, with its version. */
export type PastContact = { readonly contact: Contact; readonly version: number };

/**
 * The contact as callers saw it at a time after its creation (ISO 8601 in UTC with milliseconds). `entries` are the
 * newest of its history, back to one that is not later than that time; some may be missing. Throws `unavailable` where
 * a missing one might be the answer: the newest changes are not projected yet.
 */
export function contactAt(current: StoredContact, entries: readonly HistoryEntry[], at: string): PastContact {
  const known = new Map<number, Contact>([
    ...entries.flatMap((entry) => statesOf(toContact(current), entry)),
    [current.version, toContact(current)],
  ]);
  const version = Math.max(...[...known].flatMap(([each, { updatedAt }]) => (updatedAt <= at ? [each] : [])));
  const contact = known.get(version);
  // The version after it must be known to be later.
  if (contact && (version === current.version || known.has(version + 1))) return { contact, version };
  throw new ContactError('unavailable', 'The history of the contact is not complete yet. Please try again.');
}

/** What callers saw after a change, and before it, by the version. */
function statesOf(
  contact: Contact,
  { version, at, since, after, changed }: HistoryEntry,
): (readonly [version: number, contact: Contact])[] {
  const before = Object.fromEntries(Object.entries(changed).map(([field, [value]]) => [field, value]));
  return [
    ...(since === undefined ? [] : [[version - 1, { ...contact, ...after, ...before, updatedAt: since }] as const]),
    [version, { ...contact, ...after, updatedAt: at }],
  ];
}
