import type { Decision, Stale, TakenFields } from '../../contacts/change.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { changeContacts } from './changeContacts.ts';
import { skipTaken } from './skipTaken.ts';

/**
 * The change of one contact that an event requests. It is decided on that contact as it would be without merges, unless
 * `inParts` is false.
 */
export type MachineChange = {
  readonly tenantId: string;
  readonly contactId: string;
  readonly requestId: string;
  readonly inParts?: boolean;
  /** Who learned, and when (epoch milliseconds), what two contacts are suggested as duplicates for. */
  readonly by: string;
  readonly at: number;
};

/**
 * Changes one contact for a machine. What another contact owns is not taken from it, unless the change proves an
 * address that is only reported there: the two are suggested as duplicates, and `decide` decides again, knowing what is
 * taken, and the keys of identities that were erased after what was observed. Throws `unavailable`, and what `decide`
 * throws.
 */
export async function changeByMachine(
  { contactId, by, at, inParts = true, ...target }: MachineChange,
  decide: (contact: StoredContact, taken: TakenFields, erased: ReadonlySet<string>) => Decision | Promise<Decision>,
): Promise<{ readonly contact: StoredContact } | Stale | { readonly gone: true }> {
  const owners = new Map<string, string>();
  const erased = new Set<string>();
  for (;;) {
    const result = await changeContacts({ ...target, inParts, contactIds: [contactId] }, (contact) =>
      decide(contact, owners, erased),
    );
    if ('contacts' in result) return { contact: result.contacts[0] };
    if ('erased' in result) erased.add(result.erased);
    else if ('taken' in result) await skipTaken(target.tenantId, result.taken, { by, at }, owners);
    else return result;
  }
}
