import type { ContactChange } from '../../contacts/change.ts';
import { logger } from '../../logger.ts';

/** Logs, for each change that was made, how many addresses a machine stated in vain, because the contact is full. */
export function logIgnored(changes: readonly ContactChange[]): void {
  for (const { contact, ignored = 0 } of changes) {
    if (ignored === 0) continue;
    const { contactId } = contact;
    logger.info('identities ignored', { contactId, reason: 'identity_limit', identities: ignored });
  }
}
