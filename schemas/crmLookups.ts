import type { FromSchema } from 'json-schema-to-ts';
import { text } from './parts.ts';

export const lookups = {
  type: 'array',
  minItems: 1,
  maxItems: 4,
  description:
    'The tool calls that search for a contact, tried in order until one finds the person. Those by externalRef fetch ' +
    'the record that a contact is linked to.',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['by', 'tool', 'args'],
    properties: {
      by: {
        type: 'string',
        enum: ['email', 'phone', 'externalRef'],
        description:
          'What to search by. The lookup is skipped if the contact has none. A tool to search by externalRef must ' +
          'return an empty result, not an error, for a record that does not exist.',
      },
      tool: text("The name of one of the server's tools.", 200),
      args: {
        type: 'object',
        description:
          'The arguments of the tool. {{email}}, {{phone}}, {{externalRef}} and {{tenantId}} in their strings are replaced. In a longer text use the escaper for it: soql, odata, sql, coql, json or url, for example {{email|soql}}.',
      },
      absentRef: {
        ...text(
          "For a lookup by externalRef: an id in the form of the CRM's ids that no record has. PUT looks it up, to see " +
            'that the result is empty. If omitted, it is 0.',
          200,
        ),
        examples: ['003000000000000AAA'],
      },
    },
  },
} as const;

const path = {
  ...text('A path into the result: names, indexes and [*], for example properties.emails[*].value.', 200),
  format: 'path',
} as const;
const paths = {
  ...path,
  type: ['string', 'array'],
  minItems: 1,
  maxItems: 5,
  items: path,
  description: 'A path, or several: the first with a non-empty value is used.',
} as const;

/** How to read records from the result of a tool. */
export const result = {
  type: 'object',
  description: 'How to read records from the result of a tool.',
  additionalProperties: false,
  required: ['from', 'items', 'map'],
  properties: {
    from: {
      type: 'string',
      enum: ['structured', 'text'],
      description: 'Read structuredContent (or, if there is none, text), or only text content as JSON.',
    },
    items: { ...paths, description: 'Where the records are: a list, or one record.' },
    truncated: { ...paths, description: 'Where the result has true if there are more records than it contains.' },
    map: {
      type: 'object',
      description:
        'Where each field is in a record. For emails and phones, all paths are used. name is a full name, used if a record has neither firstName nor lastName.',
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
