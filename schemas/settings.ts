import type { FromSchema } from 'json-schema-to-ts';

const domains = (description: string, example: string) =>
  ({
    type: 'array',
    maxItems: 100,
    uniqueItems: true,
    items: { type: 'string', maxLength: 253, format: 'domain' },
    description,
    examples: [[example]],
  }) as const;

/** What a tenant says about itself. */
export const settings = {
  $id: 'Settings',
  type: 'object',
  additionalProperties: false,
  required: ['ownDomains', 'freeMailExceptions'],
  properties: {
    ownDomains: domains(
      "The tenant's own email domains, each with its subdomains: messages from them make no contact, and they are no company.",
      'our-company.example',
    ),
    freeMailExceptions: domains(
      'Domains that are known for free or disposable mail, but are a company to this tenant.',
      't-online.de',
    ),
  },
} as const;

export type Settings = FromSchema<typeof settings>;
