import type { Decision, Stale, TakenFields } from '../../contacts/change.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import type { ClaimKey } from '../../contacts/identities.ts';
import { changeContacts } from './changeContacts.ts';
import { suggestDuplicate } from './duplicates.ts';

/** The change of one contact that an event requests. */
export type MachineChange = {
  readonly tenantId: string;
  readonly contactId: string;
  readonly requestId: string;
  /** Who learned, and when (epoch milliseconds), what two contacts are suggested as duplicates for. */
  readonly by: string;
  readonly at: number;
};

/**
 * Changes one contact for a machine. What another contact owns is not taken from it: the two are suggested as
 * duplicates, and `decide` decides again, knowing that the field is taken. Throws `unavailable`, and what `decide`
 * throws.
 */
export async function changeByMachine(
  { contactId, by, at, ...target }: MachineChange,
  decide: (contact: StoredContact, taken: TakenFields) => Decision | Promise<Decision>,
): Promise<{ readonly contact: StoredContact } | Stale | { readonly gone: true }> {
  const owners = new Map<ClaimKey['field'], string>();
  for (;;) {
    const result = await changeContacts({ ...target, contactIds: [contactId] }, (contact) => decide(contact, owners));
    if ('contacts' in result) return { contact: result.contacts[0] };
    if (!('taken' in result)) return result;
    const { field, key, claim, contactId: claimant } = result.taken;
    await suggestDuplicate(target.tenantId, [claimant, claim.ownerId], { field, key, at, by });
    owners.set(field, claim.ownerId);
  }
}
