import { contact } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { invalid, mergeNotFound, versionMismatch } from '../failures.ts';
import { duplicateId } from '../merge.ts';
import { actor, contactId, idempotencyKey, ifMatch, namedContactHeaders } from '../parts.ts';

const [example] = contact.examples;

export const unmergeContact = {
  operationId: 'unmergeContact',
  method: 'POST',
  path: '/api/contacts/{id}/unmerge',
  summary: 'Undo a merge',
  description:
    'States that the two contacts are two people after all. The duplicate has its id, its addresses, its link and its ' +
    'values again, as they would be without the merge, with what messages, conversations and the CRM have added since. What ' +
    'people have stated since stays with the survivor, and `kept` lists it. An address or a link that a person removed in ' +
    'the meantime stays removed. A key of kind agent cannot undo a merge.',
  scope: 'contacts:write',
  params: contactId,
  headers: { ...ifMatch, ...idempotencyKey },
  body: {
    'application/json': {
      type: 'object',
      additionalProperties: false,
      required: ['duplicateId'],
      properties: { duplicateId },
      examples: [{ duplicateId: '01939b8e-6d20-7e4b-8c71-3f808a7f2d66' }],
    },
  },
  success: {
    status: 200,
    description: 'Both contacts.',
    headers: namedContactHeaders,
    schema: {
      $id: 'Unmerge',
      type: 'object',
      additionalProperties: false,
      required: ['survivor', 'duplicate', 'kept'],
      properties: {
        survivor: contact,
        duplicate: contact,
        kept: {
          type: 'array',
          description:
            'What people and agents have stated since the merge: values, addresses, and the link to the CRM.',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['field', 'source', 'value', 'at', 'by'],
            properties: {
              field: {
                type: 'string',
                enum: ['firstName', 'lastName', 'email', 'phone', 'companyName', 'identity', 'externalRef'],
                description:
                  '`identity`: an address that was added, as `<kind>:<value>`. `externalRef`: the link to the CRM.',
              },
              source: { type: 'string', enum: ['manual', 'agent'] },
              value: {
                type: ['string', 'null'],
                maxLength: 275,
                description: 'null: there is no value, or, without `at`, the statement was withdrawn.',
              },
              at: { type: ['string', 'null'], format: 'date-time' },
              by: { ...actor, type: ['string', 'null'], description: 'Who stated it; null also for a link.' },
            },
          },
        },
      },
      examples: [
        {
          survivor: example,
          duplicate: { ...example, id: '01939b8e-6d20-7e4b-8c71-3f808a7f2d66' },
          kept: [
            {
              field: 'companyName',
              source: 'manual',
              value: 'Acme Customer',
              at: '2026-11-23T09:31:12.345Z',
              by: 'key:0123456789ab',
            },
          ],
        },
      ],
    },
  },
  failures: {
    400: invalid('duplicateId must be a UUID', '/duplicateId'),
    404: mergeNotFound,
    412: { ...versionMismatch, error: 'The contact has changed since; its etag is "2" now' },
  },
} as const satisfies Contract;
