import { ContactError } from '../../contacts/ContactError.ts';
import type { Decision, TakenFields } from '../../contacts/change.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { isProven } from '../../contacts/identities.ts';
import { includes } from '../../contacts/parts.ts';
import type { Answering } from '../table/answers.ts';
import { type ChangeResult, changeContacts } from './changeContacts.ts';
import type { Taken } from './commitChanges.ts';
import { contactNotFound } from './getContact.ts';
import { skipTaken } from './skipTaken.ts';

/** The change of one contact that a caller of the API requests. */
export type ChangeRequest = {
  readonly tenantId: string;
  readonly contactId: string;
  readonly requestId: string;
  /** The versions that the caller means to change; absent = any. */
  readonly ifMatch?: readonly number[] | undefined;
  /** The contact as it was read already. */
  readonly read?: StoredContact;
  readonly answering?: Answering<StoredContact> | undefined;
};

/**
 * Changes one contact for a caller, and returns it. Throws `contact_not_found`, `version_mismatch`, `identity_taken`,
 * `external_ref_taken`, `unavailable`, and what `decide` throws.
 */
export async function changeContact(
  { contactId, ifMatch, ...target }: ChangeRequest,
  decide: (contact: StoredContact, taken: TakenFields) => Decision | Promise<Decision>,
): Promise<StoredContact> {
  const owners = new Map<string, string>();
  const merged = new Set<string>();
  for (;;) {
    const result = await changeContacts({ ...target, contactIds: [contactId] }, (contact) => {
      requireVersion(contact, ifMatch);
      // What has been un-merged since keeps nothing for the contact.
      for (const [key, id] of owners) if (merged.has(id) && !includes(contact, id)) owners.delete(key);
      return decide(contact, owners);
    });
    if (!('taken' in result)) return changedContact(result);
    const { taken } = result;
    const isKept = taken.isSame || !isProven(taken.claim);
    if (taken.field === 'externalRef' || !isKept || owners.has(taken.key)) return changedContact(result);
    if (taken.isSame) merged.add(taken.claim.ownerId);
    // What was merged into the contact keeps its addresses, for an un-merge. An agent's word and a report weigh the
    // same, so the owner keeps the address.
    await skipTaken(target.tenantId, taken, { by: taken.author.actor, at: taken.author.at }, owners);
  }
}

/**
 * The first contact of a change for a caller. Throws `contact_not_found`, `identity_taken` and `external_ref_taken`;
 * `name` is the field in which the caller named an address.
 */
export function changedContact(result: ChangeResult, name?: string): StoredContact {
  if ('contacts' in result) return result.contacts[0];
  if ('gone' in result) throw contactNotFound();
  if ('taken' in result) throw takenError({ ...result.taken, ...(name !== undefined && { field: name }) });
  throw new Error(`The decision of a caller depends on nothing that can be ${Object.keys(result).join()}`);
}

/** Throws `version_mismatch` where a contact has none of the versions that the caller means. */
export function requireVersion({ version }: StoredContact, ifMatch: readonly number[] | undefined): void {
  if (ifMatch && !ifMatch.includes(version)) throw versionMismatch(version);
}

/** Tells a caller which contact owns what they want to give to another. */
export function takenError({ field, claim }: Pick<Taken, 'field' | 'claim'>): ContactError {
  const message = `${field} belongs to contact ${claim.ownerId}`;
  const code = field === 'externalRef' ? 'external_ref_taken' : 'identity_taken';
  return new ContactError(code, message, { faults: [{ pointer: `/${field}`, message }] });
}

export const versionMismatch = (version: number): ContactError =>
  new ContactError('version_mismatch', `The contact has changed since; its etag is "${version}" now`, { version });
