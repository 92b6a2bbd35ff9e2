import { changedFields } from './changedFields.ts';
import { linkOf, type StoredContact, toContact } from './contact.ts';
import { mergeStepOf } from './merges.ts';

/** What is published about a change, in this order. */
export type ChangeType = 'created' | 'updated' | 'resolved' | 'unresolved' | 'merged' | 'unmerged';

/**
 * The kinds of event that tell of a change: none where callers see none. A changed link has one of its own, and so has
 * a merge.
 */
export function changeTypes(before: StoredContact | undefined, after: StoredContact): ChangeType[] {
  const merge = mergeStepOf(before, after)?.action;
  return [...fieldTypes(before, after), ...(merge === 'merged' || merge === 'unmerged' ? [merge] : [])];
}

function fieldTypes(before: StoredContact | undefined, after: StoredContact): ChangeType[] {
  const changed = changedFields(before, after);
  if (changed.length === 0) return [];
  const type = before ? 'updated' : 'created';
  const isLinked = linkOf(after).resolutionStatus !== 'unresolved';
  const isRelinked = before ? changed.includes('externalRef') || changed.includes('resolutionStatus') : isLinked;
  return isRelinked ? [type, isLinked ? 'resolved' : 'unresolved'] : [type];
}

/** The detail of such an event, with values only where the tenant wants them. */
export function changeDetail(
  type: ChangeType,
  { before, after }: { readonly before: StoredContact | undefined; readonly after: StoredContact },
  withValues: boolean,
) {
  const { tenantId, contactId, version, updatedAt: changedAt, changedBy: actor } = after;
  const changed = changedFields(before, after);
  const [old, current] = [before && toContact(before), toContact(after)];
  const changes = changed.map((field) => ({ field, before: old?.[field] ?? null, after: current[field] }));
  // The change and the kind of event identify it, however often the stream delivers the change.
  const id = `${contactId}:${version}:${type}`;
  const merge = type === 'merged' || type === 'unmerged' ? mergeStepOf(before, after) : undefined;
  const ids = { id, tenantId, contactId, ...(merge && { duplicateId: merge.contactId }) };
  return { ...ids, version, changedAt, changed, actor, ...(withValues && { changes }) };
}

/** The detail of the event about a contact that was erased at a time (epoch seconds), as it was before. */
export const erasureDetail = ({ tenantId, contactId, version: last }: StoredContact, erasedAt: number) => {
  const version = last + 1;
  const changedAt = new Date(erasedAt * 1000).toISOString();
  return { id: `${contactId}:${version}:erased`, tenantId, contactId, version, changedAt };
};
