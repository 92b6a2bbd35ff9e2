import { contactChange } from '../contactChange.ts';
import type { EventContract } from '../event.ts';

export const contactUpdated = {
  detailType: 'contact.updated',
  description: 'The service publishes this event when a change of a contact is visible to callers.',
  detail: contactChange('The fields that have changed.', [{ changed: ['companyName'] }]),
} as const satisfies EventContract;
