import type { FromSchema } from 'json-schema-to-ts';
import { changeableFields, contact } from './contact.ts';
import { actor } from './parts.ts';

const { id, externalRef, resolutionStatus, firstName, lastName, email, phone, companyName } = contact.properties;

/** A contact without its times: what a merge, or an un-merge, makes of it. */
export const mergedContact = {
  $id: 'MergedContact',
  type: 'object',
  description: 'What callers see of a contact, except its times.',
  additionalProperties: false,
  required: ['id', ...changeableFields],
  properties: { id, externalRef, resolutionStatus, firstName, lastName, email, phone, companyName },
} as const;

export type MergedContact = FromSchema<typeof mergedContact>;

/** A merge that can be undone. */
export const mergeEntry = {
  $id: 'MergeEntry',
  type: 'object',
  additionalProperties: false,
  required: ['contact', 'mergedInto', 'at', 'by'],
  properties: {
    contact: { ...mergedContact, description: 'The merged contact, as it is if the merge is undone.' },
    mergedInto: {
      type: 'string',
      format: 'uuid',
      description: 'The contact that it was merged into: this one, or one that was merged later.',
    },
    at: { type: 'string', format: 'date-time', description: 'When it was merged.' },
    by: { ...actor, description: 'Who merged it: `key:`, `user:` or `agent:`, followed by an id.' },
  },
} as const;

export const mergedContactExample = {
  id: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55',
  externalRef: null,
  resolutionStatus: 'unresolved',
  firstName: 'Henrik B.',
  lastName: 'Larsen',
  email: 'henrik@acme-customer.de',
  phone: '+4915112345678',
  companyName: null,
};

export const duplicateId = {
  type: 'string',
  format: 'uuid',
  description: 'The id of the other contact, in upper or lower case.',
} as const;
