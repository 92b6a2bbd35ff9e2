import { contactChange } from '../contactChange.ts';
import type { EventContract } from '../event.ts';

export const contactCreated = {
  detailType: 'contact.created',
  description: 'The service publishes this event when a contact is created.',
  detail: contactChange('The fields that have a value.', 'created', [
    { changed: ['resolutionStatus', 'firstName', 'email'] },
  ]),
} as const satisfies EventContract;
