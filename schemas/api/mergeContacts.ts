import { externalRef } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { contactNotFound, externalRefsDiffer, invalid, mergeLimit, versionMismatch } from '../failures.ts';
import { identity } from '../identity.ts';
import { duplicateId, mergedContact, mergedContactExample } from '../merge.ts';
import { contactId, idempotencyKey, survivorHeaders } from '../parts.ts';
import { historyChange } from './getHistory.ts';

export const mergeContacts = {
  operationId: 'mergeContacts',
  method: 'POST',
  path: '/api/contacts/{id}/merge',
  summary: 'Merge another contact into a contact',
  description:
    'States that two contacts are one person. The contact in the path survives: it has the addresses of both, and shows ' +
    'for each field the first source in precedence, its own before that of the duplicate. The id of the duplicate leads to ' +
    'the survivor from then on. A merge can be undone at any time. With `dryRun`, nothing is merged: the response is that of ' +
    'the merge, byte for byte, and its etag names it. A merge with that etag as if-match does what the preview showed, or ' +
    'is 412. A key of kind agent may merge only so. What is merged already stays as it is.',
  scope: 'contacts:write',
  params: contactId,
  headers: {
    'if-match': {
      description:
        'The etag of a preview, or that of the version of the surviving contact that the merge is based on. The response ' +
        'is 412 if it is not the current one. `*` means any version.',
      example: '*',
    },
    ...idempotencyKey,
  },
  body: {
    'application/json': {
      type: 'object',
      additionalProperties: false,
      required: ['duplicateId'],
      properties: {
        duplicateId,
        dryRun: { type: 'boolean', description: 'Whether to show only what the merge would do.' },
        externalRef: {
          ...externalRef,
          description: 'The record of the CRM to keep, where the contacts have two. The other one is hidden.',
        },
      },
      examples: [{ duplicateId: '01939b8e-6d20-7e4b-8c71-3f808a7f2d66', dryRun: true }],
    },
  },
  success: {
    status: 200,
    description: 'The surviving contact, and what the merge changes in it.',
    headers: {
      etag: 'The version of the surviving contact, in double quotes; of a preview, what names it.',
      ...survivorHeaders,
    },
    schema: {
      $id: 'Merge',
      type: 'object',
      additionalProperties: false,
      required: ['survivor', 'duplicateId', 'changes', 'identities'],
      properties: {
        survivor: mergedContact,
        duplicateId: { type: 'string', format: 'uuid', description: 'The id of the contact that is merged.' },
        changes: { ...historyChange.properties.changes, description: 'The fields of the survivor that change.' },
        identities: { type: 'array', items: identity, description: 'All addresses of the survivor after the merge.' },
      },
      examples: [
        {
          survivor: mergedContactExample,
          duplicateId: '01939b8e-6d20-7e4b-8c71-3f808a7f2d66',
          changes: [{ field: 'phone', before: null, after: '+4915112345678', source: 'sender' }],
          identities: [
            {
              id: 'c8b33f227fc1c52c',
              kind: 'phone',
              value: '+4915112345678',
              channel: 'sms',
              strength: 'verified',
              seenAt: '2026-11-23T09:30:00.000Z',
            },
          ],
        },
      ],
    },
  },
  failures: {
    400: invalid('duplicateId must be the id of another contact', '/duplicateId'),
    404: contactNotFound,
    409: externalRefsDiffer,
    412: versionMismatch,
    422: mergeLimit,
  },
} as const satisfies Contract;
