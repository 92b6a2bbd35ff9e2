import { ContactError } from '../../contacts/ContactError.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { hasLookupAddress } from '../../contacts/lookupAddresses.ts';
import { lookupTargetOf } from '../../contacts/lookupTarget.ts';
import { partsOf } from '../../contacts/parts.ts';
import { getContact } from '../contacts/getContact.ts';
import { findConnection } from './crmConnection.ts';

/**
 * Gets a contact that can be looked up in the CRM now, linked or not. Throws `contact_not_found`; throws
 * `not_resolvable` where the contact has neither a link nor an address, and where the tenant has no CRM or its circuit
 * is open.
 */
export async function requireResolvable(tenantId: string, contactId: string): Promise<StoredContact> {
  const item = await getContact(tenantId, contactId);
  const targets = partsOf(item).map((part) => lookupTargetOf(part));
  if (!targets.some(({ addresses, link }) => link || hasLookupAddress(addresses)))
    throw notResolvable('The contact has neither email nor phone');
  const connection = await findConnection(tenantId);
  if (connection === undefined) throw notResolvable('The tenant has no connection to a CRM');
  const { authFailed, openUntil = 0, reason } = connection.breaker;
  if (authFailed) throw notResolvable('The CRM has rejected the credentials of the connection');
  if (openUntil > Date.now()) {
    throw notResolvable(`No requests are sent to the CRM until ${new Date(openUntil).toISOString()}. ${reason}`);
  }
  return item;
}

const notResolvable = (sentence: string): ContactError => new ContactError('not_resolvable', sentence);
