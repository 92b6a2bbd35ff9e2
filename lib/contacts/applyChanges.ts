import { isDeepStrictEqual } from 'node:util';
import type { ContactChange } from './change.ts';
import { type ContactPart, type StoredContact, toContact } from './contact.ts';
import { wholeOf } from './parts.ts';
import { withWrite } from './writeIds.ts';

/** Changes of one contact, and of what was merged into it, that are made at once. */
export type Changes = readonly [ContactChange, ...ContactChange[]];

/** The contact after a change by the request `requestId`. */
export const applyChange = (change: ContactChange, requestId: string): StoredContact =>
  applyChanges([change], requestId);

/**
 * The contact after changes of its parts by the request `requestId`. Its version counts what callers can see: a
 * difference in the contact, and each merge. `updatedAt` never goes back, because another write may have come between
 * the changes' own time and the write.
 */
export function applyChanges(changes: Changes, requestId: string): StoredContact {
  const [{ contact, at, actor }] = changes;
  const before = wholeOf(contact);
  const changed = { ...changes.reduce(applyTo, before), writeIds: withWrite(requestId, before.writeIds) };
  const isMerge = changes.some(({ contributions, mergedInto, restored }) => contributions || mergedInto || restored);
  if (!isMerge && isDeepStrictEqual(toContact(changed), toContact(before))) return changed;
  const updatedAt = new Date(Math.max(at, Date.parse(before.updatedAt))).toISOString();
  const version = Math.max(before.version, ...changes.map(({ above = 0 }) => above)) + 1;
  return { ...changed, version, updatedAt, changedBy: actor };
}

function applyTo(whole: StoredContact, change: ContactChange): StoredContact {
  const { contactId } = change.contact;
  if (contactId === whole.contactId) return change.restored ?? applyToOwn(whole, change);
  const { [contactId]: contribution, ...others } = whole.contributions ?? {};
  if (contribution === undefined) throw new Error('The change is not about a part of the contact');
  const { withdrawn = contribution.withdrawn } = change;
  const changed = {
    ...withoutPart(contribution),
    ...patchedPart(contribution, change),
    ...(withdrawn && { withdrawn }),
  };
  return { ...whole, contributions: { ...others, [contactId]: changed } };
}

function applyToOwn(whole: StoredContact, change: ContactChange): StoredContact {
  const { contributions: before, shownLink: shownBefore, ...own } = whole;
  const { shownLink = shownBefore, mergedInto } = change;
  const contributions = patched(before, change.contributions);
  return {
    ...withoutPart(own),
    ...patchedPart(own, change),
    ...(Object.keys(contributions).length > 0 && { contributions }),
    ...(shownLink && { shownLink }),
    ...(mergedInto !== undefined && { mergedInto }),
  };
}

type Patched = Omit<ContactPart, 'shownLink'>;

function withoutPart<Part extends ContactPart>({
  sources: _,
  identities: __,
  refused: ___,
  resolutionStatus: ____,
  externalRef: _____,
  resolvedAt: ______,
  ...others
}: Part): Omit<Part, keyof Patched> {
  return others;
}

function patchedPart(part: ContactPart, change: ContactChange): Patched {
  const { link, refused = part.refused } = change;
  const { resolutionStatus, externalRef, resolvedAt } = link ?? part;
  return {
    sources: { manual: part.sources.manual, ...patched(part.sources, change.sources) },
    identities: patched(part.identities, change.identities),
    ...(refused && refused.length > 0 && { refused }),
    resolutionStatus,
    ...(externalRef !== undefined && { externalRef }),
    ...(resolvedAt !== undefined && { resolvedAt }),
  };
}

type Values<Value> = { readonly [key: string]: Value };

/** The same values, with those of `patch` in their place; `null` removes one. */
const patched = <Value>(values: Values<Value> = {}, patch: Values<Value | null> = {}): Values<Value> =>
  Object.fromEntries(
    Object.entries({ ...values, ...patch }).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );
