import type { StoredContact } from './contact.ts';
import { mergedIds } from './fold.ts';

/** A merge, or that it was undone: of another contact into this one, or of this one into another. */
export type MergeStep = {
  readonly action: 'merged' | 'unmerged' | 'merged_into' | 'unmerged_from';
  /** The other contact. */
  readonly contactId: string;
};

/** The merge that makes the difference between two states of a contact, if one does. */
export function mergeStepOf(before: StoredContact | undefined, after: StoredContact): MergeStep | undefined {
  if (before === undefined) return undefined;
  if (before.mergedInto !== after.mergedInto) {
    if (after.mergedInto !== undefined) return { action: 'merged_into', contactId: after.mergedInto };
    return before.mergedInto === undefined ? undefined : { action: 'unmerged_from', contactId: before.mergedInto };
  }
  const gained = firstOnlyIn(after, before);
  if (gained !== undefined) return { action: 'merged', contactId: gained };
  const lost = firstOnlyIn(before, after);
  return lost === undefined ? undefined : { action: 'unmerged', contactId: lost };
}

/** What is merged into one state of a contact only. Of several, the others were merged into the first before. */
function firstOnlyIn(one: StoredContact, other: StoredContact): string | undefined {
  const known = new Set(mergedIds(other));
  return mergedIds(one).find((id) => !known.has(id));
}
