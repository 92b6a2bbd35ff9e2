import { mergeChange } from '../contactChange.ts';
import type { EventContract } from '../event.ts';

export const contactMerged = {
  detailType: 'contact.merged',
  description:
    'The service publishes this event, after contact.updated if callers see another difference, when a contact was merged into another one. It is about ' +
    'the surviving contact.',
  detail: mergeChange('The fields of the survivor that have changed, if any.', 'merged', [
    { version: 2, changed: ['phone'], actor: 'key:0123456789ab' },
  ]),
} as const satisfies EventContract;
