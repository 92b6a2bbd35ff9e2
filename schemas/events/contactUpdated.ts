import { contactChange } from '../contactChange.ts';
import type { EventContract } from '../event.ts';

export const contactUpdated = {
  detailType: 'contact.updated',
  description: 'The service publishes this event for every later change of a contact that is visible to callers.',
  detail: contactChange('The fields that have changed.', 'updated', [
    { version: 2, changed: ['companyName'] },
    {
      version: 3,
      changed: ['firstName'],
      actor: 'key:0123456789ab',
      changes: [{ field: 'firstName', before: 'Henrik', after: 'Henrik B.' }],
    },
  ]),
} as const satisfies EventContract;
