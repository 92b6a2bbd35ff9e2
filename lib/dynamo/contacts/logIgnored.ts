import type { StoredContact } from '../../contacts/contact.ts';
import { isFull } from '../../contacts/identities.ts';
import { logger } from '../../logger.ts';

/** Logs how many of the addresses with these keys a machine states in vain, because the contact is full. */
export function logIgnored(contact: StoredContact, keys: readonly string[]): void {
  const ignored = isFull(contact) ? keys.filter((key) => !Object.hasOwn(contact.identities, key)) : [];
  if (ignored.length === 0) return;
  const { contactId } = contact;
  logger.info('identities ignored', { contactId, reason: 'identity_limit', identities: ignored.length });
}
