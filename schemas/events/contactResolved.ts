import { contactChange } from '../contactChange.ts';
import type { EventContract } from '../event.ts';

export const contactResolved = {
  detailType: 'contact.resolved',
  description:
    'The service publishes this event, after contact.updated, when a contact is linked to a CRM record, or to another one.',
  detail: contactChange('The fields that have changed.', 'resolved', [
    { version: 2, changed: ['externalRef', 'resolutionStatus'], actor: 'crm:crm.example' },
  ]),
} as const satisfies EventContract;
