import {
  changedSender,
  changeIdentity as decide,
  type IdentityReplacement,
} from '../../contacts/decisions/changeIdentity.ts';
import { isProven } from '../../contacts/identities.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { changeContacts } from './changeContacts.ts';
import { findClaims } from './findByClaims.ts';

type Replacement = { readonly tenantId: string; readonly requestId: string; readonly replacement: IdentityReplacement };

/**
 * Replaces an address of a sender by another one, and returns whether there is a contact that the change is about, made
 * already or not. Throws `unavailable`.
 */
export const changeIdentity = ({ tenantId, requestId, replacement }: Replacement): Promise<boolean> =>
  retryOnConflict(async () => {
    const claims = await findClaims(tenantId, [replacement.from.key, replacement.to.key]);
    const contactId = changedSender(replacement, claims);
    if (contactId === undefined) return isProven(claims.get(replacement.to.key) ?? {});
    const result = await changeContacts({ tenantId, contactIds: [contactId], inParts: true, requestId }, (contact) =>
      decide(contact, replacement, claims, Date.now()),
    );
    if ('erased' in result) return false;
    // A claim has changed since it was read, or its contact is gone.
    return 'contacts' in result || undefined;
  });
