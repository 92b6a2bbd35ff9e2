import type { StoredContact } from '../../contacts/contact.ts';
import type { Exact } from '../../contacts/search/exactMatches.ts';
import { asClaim } from '../contacts/claims.ts';
import { asContact, survivorOf } from '../contacts/getContact.ts';
import { readAll } from '../table/batches.ts';
import { keys } from '../table/keys.ts';

/** Finds the contacts that a query names: by id, by email or phone, and by the id of a record in the CRM. */
export async function findNamed(
  tenantId: string,
  { contactId, identityKeys, externalRef }: Exact,
): Promise<readonly StoredContact[]> {
  const claims = [...identityKeys.map(keys.identity), keys.externalRef(externalRef)];
  const found = new Map((await readAll(tenantId, claims)).map((item) => [item.contactId, asClaim(item).ownerId]));
  const owners = [contactId, ...claims.map((key) => found.get(key))].filter((id) => id !== undefined);
  if (owners.length === 0) return [];
  const contacts = new Map((await readAll(tenantId, owners)).map((item) => [item.contactId, asContact(item)]));
  const named = await Promise.all(
    [...new Set(owners)].map((id) => {
      const contact = contacts.get(id);
      return contact && survivorOf(contact);
    }),
  );
  return named.filter((contact) => contact !== undefined);
}
