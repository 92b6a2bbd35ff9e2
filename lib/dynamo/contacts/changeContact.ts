import { ContactError } from '../../contacts/ContactError.ts';
import type { Decision } from '../../contacts/change.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { changeContacts, type Taken } from './changeContacts.ts';
import { contactNotFound } from './getContact.ts';

/** The change of one contact that a caller of the API requests. */
export type ChangeRequest = {
  readonly tenantId: string;
  readonly contactId: string;
  readonly requestId: string;
  /** The versions that the caller means to change; absent = any. */
  readonly ifMatch?: readonly number[] | undefined;
  /** The contact as it was read already. */
  readonly read?: StoredContact;
};

/**
 * Changes one contact for a caller, and returns it. Throws `contact_not_found`, `version_mismatch`, `identity_taken`,
 * `external_ref_taken`, `unavailable`, and what `decide` throws.
 */
export async function changeContact(
  { contactId, ifMatch, ...target }: ChangeRequest,
  decide: (contact: StoredContact) => Decision | Promise<Decision>,
): Promise<StoredContact> {
  const result = await changeContacts({ ...target, contactIds: [contactId] }, (contact) => {
    if (ifMatch && !ifMatch.includes(contact.version)) throw versionMismatch(contact.version);
    return decide(contact);
  });
  if ('contacts' in result) return result.contacts[0];
  if ('gone' in result) throw contactNotFound();
  if ('taken' in result) throw takenError(result.taken);
  throw new Error(`The decision of a caller must not depend on what becomes stale (${result.stale})`);
}

/** Tells a caller which contact owns what they want to give to another. */
export function takenError({ field, claim }: Pick<Taken, 'field' | 'claim'>): ContactError {
  const message = `${field} belongs to contact ${claim.ownerId}`;
  const code = field === 'externalRef' ? 'external_ref_taken' : 'identity_taken';
  return new ContactError(code, message, { faults: [{ pointer: `/${field}`, message }] });
}

const versionMismatch = (version: number): ContactError =>
  new ContactError('version_mismatch', `The contact has changed since; its etag is "${version}" now`, { version });
