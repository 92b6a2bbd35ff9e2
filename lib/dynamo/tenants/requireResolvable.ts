import { ContactError } from '../../contacts/ContactError.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { hasLookupAddress, lookupAddressesOf } from '../../contacts/lookupAddresses.ts';
import { getContact } from '../contacts/getContact.ts';
import { findConnection } from './crmConnection.ts';

/**
 * Gets a contact that the CRM can be asked about. Throws `contact_not_found`, and `not_resolvable` where it is resolved, has
 * no address, or there is no CRM that would answer.
 */
export async function requireResolvable(tenantId: string, contactId: string): Promise<StoredContact> {
  const item = await getContact(tenantId, contactId);
  if (item.resolutionStatus !== 'unresolved') throw notResolvable(`The contact is ${item.resolutionStatus} already`);
  if (!hasLookupAddress(lookupAddressesOf(item.sources)))
    throw notResolvable('The contact has neither email nor phone');
  const connection = await findConnection(tenantId);
  if (connection === undefined) throw notResolvable('The tenant has no connection to a CRM');
  const { authFailed, openUntil = 0, reason } = connection.breaker;
  if (authFailed) throw notResolvable('The CRM refuses the credentials of the connection');
  if (openUntil > Date.now()) {
    throw notResolvable(`The CRM is left alone until ${new Date(openUntil).toISOString()}. ${reason}`);
  }
  return item;
}

const notResolvable = (sentence: string): ContactError => new ContactError('not_resolvable', sentence);
