import { forbidAgent } from '../../contacts/actors.ts';
import { ContactError } from '../../contacts/ContactError.ts';
import type { CrmLink, StoredContact } from '../../contacts/contact.ts';
import { identityFields, identityKey, isProven } from '../../contacts/identities.ts';
import { keys } from '../table/keys.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { type Creation, newContact } from './createContact.ts';
import { findClaim, findOwners } from './findByClaims.ts';
import { insertContact } from './insertContact.ts';

/** A contact as a caller describes it, with the record of the CRM that it is. */
export type Description = Creation & { readonly externalRef?: string | undefined };

/**
 * Finds the contact that owns the email, the phone or the record of the CRM that a caller names, and returns it
 * unchanged; an address that is only reported finds nobody. Creates it where nobody owns any of them; of many calls at
 * once, one creates. Throws `identity_taken` where they belong to different contacts, `forbidden` where an agent would
 * link, and `unavailable`.
 */
export function findOrCreateContact({ externalRef, ...creation }: Description) {
  return retryOnConflict<{ readonly contact: StoredContact; readonly isNew: boolean }>(async () => {
    const owner = await findOwner(creation, externalRef);
    if (owner === undefined) return undefined;
    if (owner !== 'nobody') return { contact: owner, isNew: false };
    if (externalRef !== undefined) forbidAgent(creation.actor, 'link a contact; only a person can');
    const result = await insertContact({
      ...newContact(creation),
      ...(externalRef !== undefined && linkTo(externalRef)),
    });
    // Another call has created the contact meanwhile.
    return 'inserted' in result ? { contact: result.inserted, isNew: true } : undefined;
  });
}

const linkTo = (externalRef: string): { readonly link: CrmLink } => ({
  link: { resolutionStatus: 'manually_resolved', externalRef, resolvedAt: new Date().toISOString() },
});

/** Finds the owner of what a caller names; `undefined` where something of it has moved between the reads. */
async function findOwner(
  { tenantId, values }: Creation,
  externalRef: string | undefined,
): Promise<StoredContact | 'nobody' | undefined> {
  const named = [
    ...identityFields.flatMap((field) => {
      const value = values[field];
      return value ? [{ field, sortKey: keys.identity(identityKey(field, value)) }] : [];
    }),
    ...(externalRef === undefined ? [] : [{ field: 'externalRef', sortKey: keys.externalRef(externalRef) }]),
  ];
  const claims = await Promise.all(named.map(({ sortKey }) => findClaim(tenantId, sortKey)));
  const claimed = named.flatMap(({ field, sortKey }, i) => {
    const claim = claims[i];
    return claim && (field === 'externalRef' || isProven(claim)) ? [{ field, sortKey, ownerId: claim.ownerId }] : [];
  });
  const free = named.filter((_, i) => claims[i] === undefined);
  const owners = await findOwners(tenantId, [...claimed, ...free]);
  if (owners === undefined) return undefined;
  const found = claimed.flatMap(({ field, ownerId }) => {
    const owner = owners.get(ownerId);
    return owner ? [{ field, owner }] : [];
  });
  if (new Set(found.map(({ owner }) => owner.contactId)).size > 1) throw severalOwners(found);
  return found[0]?.owner ?? 'nobody';
}

function severalOwners(found: readonly { readonly field: string; readonly owner: StoredContact }[]): ContactError {
  const faults = found.map(({ field, owner }) => ({
    pointer: `/${field}`,
    message: `${field} belongs to contact ${owner.contactId}`,
  }));
  return new ContactError('identity_taken', faults.map(({ message }) => message).join('; '), { faults });
}
