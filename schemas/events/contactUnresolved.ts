import { contactChange } from '../contactChange.ts';
import type { EventContract } from '../event.ts';

export const contactUnresolved = {
  detailType: 'contact.unresolved',
  description:
    'The service publishes this event, after contact.updated, when a contact is no longer linked to a CRM record.',
  detail: contactChange('The fields that have changed.', 'unresolved', [
    { version: 3, changed: ['externalRef', 'resolutionStatus'], actor: 'key:0123456789ab' },
  ]),
} as const satisfies EventContract;
