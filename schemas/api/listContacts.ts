import { contact, externalRef, settableFields } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { invalid, syncTokenExpired } from '../failures.ts';
import { pageOf } from '../parts.ts';

/** What only lists have, and what only the lookup of one contact has. */
const ofLists = { sort: false, cursor: false, resolutionStatus: false } as const;
const ofLookups = { email: false, phone: false, identity: false, externalRef: false } as const;

export const listContacts = {
  operationId: 'listContacts',
  method: 'GET',
  path: '/api/contacts',
  summary: 'List contacts',
  description:
    'Without email, phone, identity and externalRef, returns all contacts of the tenant in pages, or those of one ' +
    'resolutionStatus, where a change appears a moment later. With one of them, returns at most one contact: the one ' +
    'that has this address, shown or not, or that is this CRM record. With several of them, returns the contact that ' +
    'has them all. Neither cursor, sort nor resolutionStatus is allowed then. ' +
    'With q, returns the contacts that have all its words, in pages, by relevance, so that sort is not allowed: ' +
    'first the one that q names (id, email, phone or externalRef), then those with a word of q as a whole word, then ' +
    'those with longer words, in alphabetical order; within a word the newest first. Those with a typing error come ' +
    'last, behind whole words on a page of their own. A page may have fewer contacts than limit, or none, although ' +
    'there is a next one. A change is found within two seconds. ' +
    'With syncToken, returns a feed: begin with an empty token, and send ' +
    'with each request the syncToken of the response before. The feed has all contacts first, and then, half a minute ' +
    'later, each contact that has changed, as it is now, and the ids of those that were erased or merged. A token ' +
    'expires after 30 days.',
  scope: 'contacts:read',
  query: {
    type: 'object',
    additionalProperties: false,
    properties: {
      ...pageOf('contacts'),
      sort: {
        type: 'string',
        enum: ['-createdAt', 'createdAt'],
        description: 'Order by time of creation. -createdAt is newest first, and the order without this parameter.',
      },
      q: {
        type: 'string',
        minLength: 1,
        maxLength: 200,
        format: 'visible',
        description:
          'Words in any order, without regard to case and diacritics. Each is the beginning of a word of the name, the ' +
          'company or an address, or digits of a phone number: its beginning, or its end. Behind the contacts that have ' +
          'them as they are, come those of which words of five letters and more have one typing error.',
        examples: ['mull jur', '+49 151 1234'],
      },
      syncToken: {
        type: 'string',
        maxLength: 1000,
        description: 'syncToken of the response before; empty in the first request.',
        examples: [''],
      },
      resolutionStatus: { ...contact.properties.resolutionStatus, description: 'Only contacts of this status.' },
      email: { ...settableFields.email, description: 'Exact match, in any spelling of the mailbox.' },
      phone: { ...settableFields.phone, description: 'Exact match, in E.164 format, in any form of the number.' },
      identity: {
        type: 'string',
        maxLength: 300,
        format: 'identity',
        description:
          'Any address: its kind or channel and its value, for example whatsapp:BR.1502576394655843 or ' +
          'phone:+4915112345678.',
        examples: ['whatsapp:BR.1502576394655843'],
      },
      externalRef: { ...externalRef, description: 'Exact match: the id of the CRM record.' },
    },
    dependentSchemas: {
      q: { properties: { sort: false, ...ofLookups } },
      syncToken: { properties: { q: false, ...ofLists, ...ofLookups } },
      email: { properties: ofLists },
      phone: { properties: ofLists },
      identity: { properties: ofLists },
      externalRef: { properties: ofLists },
    },
  },
  success: {
    status: 200,
    description: 'One page of contacts.',
    schema: {
      $id: 'ContactPage',
      type: 'object',
      additionalProperties: false,
      required: ['data'],
      properties: {
        data: { type: 'array', items: contact },
        nextCursor: { type: 'string', maxLength: 1000, description: 'Absent on the last page, and in the feed.' },
        removed: {
          type: 'array',
          description: 'In the feed only: the contacts that there are no more.',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['id', 'mergedInto'],
            properties: {
              id: contact.properties.id,
              mergedInto: {
                type: ['string', 'null'],
                format: 'uuid',
                description: 'The id of the contact that it was merged into; null if it was erased.',
              },
            },
          },
        },
        syncToken: { type: 'string', maxLength: 1000, description: 'In the feed only: the token of the next request.' },
        hasMore: {
          type: 'boolean',
          description: 'In the feed only: whether another page is there already. If not, ask again later.',
        },
      },
      examples: [{ data: contact.examples, nextCursor: 'AZObjlwffTqbYC9_D24cVdQ2mXk1q0aP' }],
    },
  },
  failures: { 400: invalid('limit must be at most 100', '/limit'), 410: syncTokenExpired },
} as const satisfies Contract;
