import type { Decision, Stale } from '../../contacts/change.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { overlap, partOf } from '../../contacts/parts.ts';
import { hasWritten } from '../../contacts/writeIds.ts';
import type { Answering } from '../table/answers.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { commitChanges, type Taken } from './commitChanges.ts';
import { findContact, survivorOf } from './getContact.ts';
import { logIgnored } from './logIgnored.ts';

type Contacts = readonly [StoredContact, ...StoredContact[]];

/** Which contacts a request changes. */
export type Target = {
  readonly tenantId: string;
  readonly contactIds: readonly [string, ...string[]];
  readonly requestId: string;
  /**
   * Whether the id of a merged contact stands for what it contributes to its survivor, which is decided on as on the
   * contact that it was. Otherwise it stands for the survivor.
   */
  readonly inParts?: boolean;
  /** The contact as it was read already, where there is only one; without it the first step is to read. */
  readonly read?: StoredContact;
  /** Stores the response about the first contact with the change. */
  readonly answering?: Answering<StoredContact> | undefined;
};

export type ChangeResult =
  /** The contacts as they are now, changed or not, in the order of their ids; the survivor of a merged one, and a
   * removed contact as it was. */
  | { readonly contacts: Contacts }
  | { readonly taken: Taken }
  /** The key of an identity that was erased after the event that would give it to a contact. */
  | { readonly erased: string }
  | Stale
  /** At least one of the contacts does not exist. */
  | { readonly gone: true };

/**
 * Changes one contact or several as `decide` decides on them, in one transaction, and decides again while other writes
 * interfere. A request that has written already, because its reply was lost, changes nothing more. A contact that is
 * gone when it is to be removed counts as removed. Throws `unavailable`, and what `decide` throws.
 */
export async function changeContacts(
  { tenantId, contactIds, requestId, read, inParts = false, answering }: Target,
  decide: (...contacts: Contacts) => Decision | Promise<Decision>,
): Promise<ChangeResult> {
  let known: (StoredContact | undefined)[] | undefined = read && [read];
  return retryOnConflict<ChangeResult>(async () => {
    const found = known ?? (await Promise.all(contactIds.map((id) => findContact(tenantId, id))));
    known = undefined;
    if (!found.every((contact) => contact !== undefined)) return { gone: true };
    const [whole, ...wholes] = await Promise.all(found.map(survivorOf));
    // One of them was un-merged or erased after it was read.
    if (whole === undefined || !wholes.every((contact) => contact !== undefined)) return undefined;
    const all: Contacts = [whole, ...wholes];
    // A contact may have been merged after the request has written to it.
    if ([...found, ...all].some((contact) => hasWritten(requestId, contact))) return { contacts: all };
    // One of them has given something to another one after it was read.
    if (overlap(all)) return undefined;
    const parts = found.flatMap(({ contactId }, i) => partOf(all[i] ?? whole, contactId) ?? []);
    const [first = whole, ...others] = inParts ? parts : all;
    const decision = await decide(first, ...others);
    if (decision === 'unchanged') return { contacts: all };
    if ('stale' in decision) return decision;
    const changes = [decision].flat();
    const result = await commitChanges(tenantId, changes, requestId, answering && { answering, contact: first });
    if ('after' in result) {
      logIgnored(changes);
      const after = (contact: StoredContact) => result.after.get(contact.contactId) ?? contact;
      return { contacts: [after(whole), ...wholes.map(after)] };
    }
    if (!('conflict' in result)) return result;
    const { contactId, found: current } = result.conflict;
    const isOnly = others.length === 0 && contactId === whole.contactId;
    if (isOnly && current === undefined && changes.every(({ removed }) => removed)) return { contacts: all };
    // With one contact, the failed condition has returned what a read would, unless it is the survivor of a merged one.
    known = isOnly && contactId === contactIds[0] ? [current] : undefined;
    return undefined;
  });
}
