import { isAgent } from '../../contacts/actors.ts';
import { applyChanges } from '../../contacts/applyChanges.ts';
import { ContactError, invalid } from '../../contacts/ContactError.ts';
import type { Author } from '../../contacts/change.ts';
import { linkOf, type StoredContact } from '../../contacts/contact.ts';
import { mergeContacts as decide, type MergeRequest } from '../../contacts/decisions/mergeContacts.ts';
import type { Answering, NewAnswer } from '../table/answers.ts';
import { type ChangeRequest, changedContact, versionMismatch } from './changeContact.ts';
import { changeContacts, type Target } from './changeContacts.ts';

/** What a merge makes of its survivor. */
export type Merged = {
  readonly before: StoredContact;
  readonly after: StoredContact;
  readonly duplicateId: string;
};

type Merge = Omit<ChangeRequest, 'read' | 'answering'> &
  MergeRequest & {
    readonly duplicateId: string;
    readonly author: Author;
    /** Nothing is merged. */
    readonly isPreview: boolean;
    /** The number by which a caller names what a preview has shown, in the place of a version. */
    readonly previewVersion: (merged: Merged) => number;
    readonly answering?: Answering<Merged> | undefined;
  };

/**
 * Merges a contact into another one, or shows what that would do. A preview that `ifMatch` names must still be what the
 * merge does. What is merged already stays so. Throws `contact_not_found`, `version_mismatch`, `unavailable`, what the
 * decision throws, `invalid` for a contact that is merged with itself, and `forbidden` for an agent without a preview.
 */
export async function mergeContacts({
  contactId,
  duplicateId,
  externalRef,
  author,
  ifMatch,
  isPreview,
  previewVersion,
  answering,
  ...target
}: Merge): Promise<Merged> {
  let merged: Merged | undefined;
  const outcome = (contact: StoredContact): Merged => merged ?? { before: contact, after: contact, duplicateId };
  const both: Target = {
    ...target,
    contactIds: [contactId, duplicateId],
    answering: answering && ((contact) => aboutBoth(answering, outcome(contact))),
  };
  const result = await changeContacts(both, (survivor, duplicate) => {
    if (duplicate === undefined || survivor.contactId === duplicate.contactId) {
      if (!survivor.contributions?.[duplicateId]) throw sameContact(survivor, contactId !== duplicateId);
      requireShown(survivor, externalRef);
      // Another request has merged them after this one has tried to.
      merged = undefined;
      return 'unchanged';
    }
    const changes = decide(survivor, duplicate, { externalRef }, author);
    const after = applyChanges([changes[0]], target.requestId);
    merged = { before: survivor, after, duplicateId: duplicate.contactId };
    const shown = previewVersion(merged);
    if (!ifMatch?.includes(shown))
      requireMatch(survivor, { ifMatch, shown, isFree: isPreview || !isAgent(author.actor) });
    return isPreview ? 'unchanged' : changes;
  });
  return outcome(changedContact(result));
}

const aboutBoth = (answering: Answering<Merged>, merged: Merged): NewAnswer => ({
  ...answering(merged),
  otherId: merged.duplicateId,
});

/** The versions of contacts are lower than those of previews. */
export const firstPreview = 100_000_000_000_000;

type Named = Pick<Merge, 'ifMatch'> & { readonly shown: number; readonly isFree: boolean };

/** Throws unless the caller may name no preview, and names no version or that of the survivor. */
function requireMatch({ version }: StoredContact, { ifMatch, shown, isFree }: Named): void {
  if (ifMatch?.some((each) => each >= firstPreview)) throw versionMismatch(shown);
  if (!isFree) {
    const message = 'An API key of kind agent can only merge what a preview showed; send its etag as if-match';
    throw new ContactError('forbidden', message);
  }
  if (ifMatch && !ifMatch.includes(version)) throw versionMismatch(version);
}

function sameContact({ contactId }: StoredContact, isMerged: boolean): ContactError {
  const reason = isMerged ? `; both ids are those of ${contactId}, since contacts were merged` : '';
  return invalid([{ pointer: '/duplicateId', message: `duplicateId must be the id of another contact${reason}` }]);
}

/** Throws where contacts that are merged already show another record of the CRM than the caller chooses. */
function requireShown(survivor: StoredContact, externalRef: string | undefined): void {
  const shown = linkOf(survivor).externalRef;
  if (externalRef === undefined || externalRef === shown) return;
  const record = shown ?? 'no record';
  const message = `The contacts are merged already, with ${record} as externalRef; link the contact to change that`;
  throw new ContactError('external_refs_differ', message, { faults: [{ pointer: '/externalRef', message }] });
}
