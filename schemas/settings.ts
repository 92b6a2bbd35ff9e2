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

const time = { maxLength: 64, format: 'date-time' } as const;

const sweep = {
  type: 'object',
  readOnly: true,
  additionalProperties: false,
  required: ['startedAt', 'finishedAt', 'contacts'],
  properties: {
    startedAt: { type: 'string', ...time, description: 'When the settings were replaced.' },
    finishedAt: {
      type: ['string', 'null'],
      ...time,
      description: 'When the last contact was reached; null until then.',
    },
    contacts: { type: 'integer', minimum: 0, description: 'How many contacts have been reached.' },
  },
  description:
    'How far these settings have been applied to the companies of the contacts that existed before. Absent if ' +
    'settings have never been put. Ignored in a request, so that what GET returns can be put again.',
} as const;

const senders = (description: string, examples: readonly string[]) =>
  ({
    type: 'array',
    maxItems: 100,
    uniqueItems: true,
    items: { type: 'string', maxLength: 254, format: 'sender' },
    description,
    examples: [examples],
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
    ignoredSenders: senders(
      'Senders whose messages create no contacts: email addresses, domains with their subdomains, phone numbers, or ids ' +
        'of a channel. `*` stands for any characters. A message from an existing contact still counts. If absent, none.',
      ['newsletter@*', 'marketing.example', '+4989*', 'sms:DHL'],
    ),
    allowedSenders: senders(
      'Senders that become contacts although they are automated, at an own domain or among ignoredSenders. ' +
        'If absent, none.',
      ['no-reply@partner.example'],
    ),
    crmAddressesProve: {
      type: 'boolean',
      description:
        "Whether the tenant's CRM is trusted to know whose an email is: all emails of a contact's record are then " +
        'confirmed, and messages from them belong to the contact. Phone numbers are never confirmed by a CRM, because ' +
        'many people share one. If absent, false.',
    },
    defaultCountry: {
      type: 'string',
      maxLength: 2,
      format: 'country',
      description:
        'The country (ISO 3166-1) whose numbers phone numbers without a country code are: those of senders, those of ' +
        'identities in the API, and those in conversations and in the CRM. If absent, that of a sender is an id of its ' +
        'channel, and one in a conversation is ignored.',
      examples: ['DE'],
    },
    nameOrder: {
      type: 'string',
      enum: ['givenFirst', 'surnameFirst'],
      description:
        'Which part of a full name stands first in the names of senders, of the CRM and of callers, where neither a ' +
        'comma, the script, a particle nor a surname in capitals shows it. Names that were split before keep their ' +
        'parts. If absent, givenFirst.',
    },
    eventValues: {
      type: 'boolean',
      description:
        'Whether the events about changes of contacts carry the values before and after the change. If absent, false: ' +
        'they name the fields only.',
    },
    sweep,
  },
  examples: [
    {
      ownDomains: ['our-company.example'],
      freeMailExceptions: ['t-online.de'],
      ignoredSenders: ['newsletter@*'],
      allowedSenders: ['no-reply@partner.example'],
      crmAddressesProve: true,
      defaultCountry: 'DE',
      nameOrder: 'givenFirst',
      eventValues: true,
    },
  ],
} as const;

/** What a tenant decides. */
export type Settings = Omit<FromSchema<typeof settings>, 'sweep'>;

/** How far settings have been applied to the contacts of their tenant. */
export type Sweep = FromSchema<typeof sweep>;
