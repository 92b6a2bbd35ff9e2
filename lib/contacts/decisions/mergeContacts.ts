import { ContactError, invalid } from '../ContactError.ts';
import type { Author, ContactChange } from '../change.ts';
import { type Contribution, linkedId, linkOf, type StoredContact } from '../contact.ts';
import { mergedIds } from '../fold.ts';

/** How many contacts one contact can have in it: each costs storage in every write. */
export const maxContributions = 20;

/** What a caller wants to merge: the record of the CRM is the one to keep where the contacts have different ones. */
export type MergeRequest = { readonly externalRef?: string | undefined };

/**
 * Decides what changes when a duplicate is merged into a survivor. Everything that the duplicate has stays separate in
 * the survivor, with what was merged into it before, so that the merge can be undone. Throws `external_refs_differ`
 * where both have a record of the CRM and the caller chooses none, `invalid` for any other choice, and `merge_limit`.
 */
export function mergeContacts(
  survivor: StoredContact,
  duplicate: StoredContact,
  { externalRef }: MergeRequest,
  author: Author,
): readonly [survivor: ContactChange, duplicate: ContactChange] {
  const inDuplicate = mergedIds(duplicate);
  const inSurvivor = mergedIds(survivor);
  if (inSurvivor.length + 1 + inDuplicate.length > maxContributions) throw mergeLimit();
  const linked = linkedAfter(survivor, duplicate, externalRef);
  const { manual, agent = {} } = survivor.sources;
  const from = Math.max(-1, ...Object.values(survivor.contributions ?? {}).map(({ place }) => place)) + 1;
  const { sources, identities, refused, resolutionStatus, resolvedAt, shownLink } = duplicate;
  const own: Contribution = {
    sources,
    identities,
    resolutionStatus,
    ...(refused && { refused }),
    ...(duplicate.externalRef !== undefined && { externalRef: duplicate.externalRef }),
    ...(resolvedAt !== undefined && { resolvedAt }),
    ...(shownLink !== undefined && { shownLink }),
    place: from,
    into: survivor.contactId,
    merged: [author.at, author.actor],
    before: {
      manual,
      agent,
      confirmed: Object.entries(survivor.identities).flatMap(([key, { confirmed }]) => (confirmed ? [key] : [])),
      ...(survivor.externalRef !== undefined && { externalRef: survivor.externalRef }),
    },
  };
  const others = inDuplicate.flatMap((id, i): [string, Contribution][] => {
    const contribution = duplicate.contributions?.[id];
    return contribution ? [[id, { ...contribution, place: from + 1 + i }]] : [];
  });
  return [
    {
      ...author,
      contact: survivor,
      above: duplicate.version,
      contributions: { [duplicate.contactId]: own, ...Object.fromEntries(others) },
      ...(linked !== survivor.shownLink && { shownLink: linked ?? null }),
    },
    { ...author, contact: duplicate, above: survivor.version, mergedInto: survivor.contactId },
  ];
}

/** The part whose link callers see after the merge; `undefined` for the survivor, which is the first of all. */
function linkedAfter(survivor: StoredContact, duplicate: StoredContact, chosen?: string): string | undefined {
  const [kept, other] = [linkOf(survivor).externalRef, linkOf(duplicate).externalRef];
  if (kept !== undefined && other !== undefined && chosen === undefined) throw differentRefs(kept, other);
  if (chosen !== undefined && chosen !== kept && chosen !== other) {
    const message = 'externalRef must be that of one of the two contacts';
    throw invalid([{ pointer: '/externalRef', message }]);
  }
  const ref = chosen ?? kept ?? other;
  if (ref === undefined) return undefined;
  const id = linkedId(ref === kept ? survivor : duplicate);
  return id === survivor.contactId ? undefined : id;
}

const mergeLimit = (): ContactError =>
  new ContactError('merge_limit', `At most ${maxContributions} contacts can be merged into one; undo a merge first`);

function differentRefs(kept: string, other: string): ContactError {
  const message = `The contacts have the records ${kept} and ${other} of the CRM: externalRef must name one of them`;
  return new ContactError('external_refs_differ', message, { faults: [{ pointer: '/externalRef', message }] });
}
