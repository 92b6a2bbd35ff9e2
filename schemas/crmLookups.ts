import type { FromSchema } from 'json-schema-to-ts';
import { text } from './parts.ts';

export const lookups = {
  type: 'array',
  minItems: 1,
  maxItems: 4,
  description: 'Asked in their order; the first that finds somebody decides.',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['by', 'tool', 'args'],
    properties: {
      by: { type: 'string', enum: ['email', 'phone'], description: 'Asked where the contact has one.' },
      tool: text('The name of a tool of the server.', 200),
      args: {
        type: 'object',
        description:
          'The arguments. In their texts {{email}}, {{phone}} and {{tenantId}} are filled in, for query languages as {{email|soql}}.',
      },
    },
  },
} as const;

const path = {
  ...text('A path into the answer: names, indexes and [*], for example properties.emails[*].value', 200),
  format: 'path',
} as const;
const paths = {
  ...path,
  type: ['string', 'array'],
  minItems: 1,
  maxItems: 5,
  items: path,
  description: 'A path, or several of which the first that leads somewhere counts.',
} as const;

/** How what a tool answers becomes records. */
export const result = {
  type: 'object',
  description: 'How the answer of a tool is read.',
  additionalProperties: false,
  required: ['from', 'items', 'map'],
  properties: {
    from: { type: 'string', enum: ['structured', 'text'], description: 'structuredContent, or the text as JSON.' },
    items: { ...paths, description: 'Where the records are: a list, or one record.' },
    truncated: { ...paths, description: 'Where the answer says true if there are more records than it has.' },
    map: {
      type: 'object',
      description:
        'Where each field is in a record. Of emails and phones all paths count. A name is given as its parts, or whole as name.',
      additionalProperties: false,
      required: ['externalRef'],
      properties: {
        externalRef: paths,
        emails: paths,
        phones: paths,
        name: paths,
        firstName: paths,
        lastName: paths,
        companyName: paths,
      },
    },
  },
} as const;

export type Lookup = FromSchema<typeof lookups>[number];
export type ResultMapping = FromSchema<typeof result>;
