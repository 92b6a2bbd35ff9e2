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

/** The settings of a tenant. */
export const settings = {
  $id: 'Settings',
  type: 'object',
  additionalProperties: false,
  required: ['ownDomains', 'freeMailExceptions'],
  properties: {
    ownDomains: domains(
      "The tenant's own email domains with their subdomains. Messages from them create no contacts, and they are no " +
        'companies.',
      'our-company.example',
    ),
    freeMailExceptions: domains(
      'Domains of free or disposable mail that this tenant treats as companies.',
      't-online.de',
    ),
  },
  examples: [{ ownDomains: ['our-company.example'], freeMailExceptions: ['t-online.de'] }],
} as const;

export type Settings = FromSchema<typeof settings>;
