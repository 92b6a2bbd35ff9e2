import type { FromSchema } from 'json-schema-to-ts';

const orNull = ['string', 'null'] as const;
const nullable = { type: orNull } as const;

/** The fields of a Contact that can change. */
export const changeableFields = [
  'externalRef',
  'resolutionStatus',
  'firstName',
  'lastName',
  'email',
  'phone',
  'companyName',
] as const;
export type ChangeableField = (typeof changeableFields)[number];

/** The contact that callers see: always all of these properties, and no others. */
export const contact = {
  $id: 'Contact',
  type: 'object',
  description: 'A person who writes to the tenant.',
  additionalProperties: false,
  required: ['id', 'tenantId', ...changeableFields, 'createdAt', 'updatedAt'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    // Not the format `uuid`: a tenant's id may have any version, which clients that check RFC 9562 would refuse.
    tenantId: { type: 'string', maxLength: 36, pattern: '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$' },
    externalRef: {
      ...nullable,
      maxLength: 200,
      description: 'The id of the CRM record that this contact is linked to.',
    },
    resolutionStatus: {
      type: 'string',
      enum: ['unresolved', 'crm_resolved', 'manually_resolved'],
      description: 'Whether the contact is linked to a CRM record, and whether the CRM lookup or a person linked it.',
    },
    firstName: { ...nullable, maxLength: 200, description: 'Given names.' },
    lastName: { ...nullable, maxLength: 200, description: 'Surname.' },
    email: {
      ...nullable,
      maxLength: 254,
      format: 'email',
      description: 'Primary email address. It may have letters of any script, for example jürgen@müller.de.',
    },
    phone: { ...nullable, maxLength: 16, format: 'e164', description: 'In E.164 format.' },
    companyName: {
      ...nullable,
      maxLength: 200,
      description:
        "The company that the person writes for, from a person, the CRM, a conversation, or the email's domain.",
    },
    createdAt: { type: 'string', format: 'date-time', description: 'When the contact was created.' },
    updatedAt: { type: 'string', format: 'date-time', description: 'When the contact last changed.' },
  },
  examples: [
    {
      id: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55',
      tenantId: '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10',
      externalRef: null,
      resolutionStatus: 'unresolved',
      firstName: 'Henrik B.',
      lastName: 'Larsen',
      email: 'henrik@acme-customer.de',
      phone: '+4915112345678',
      companyName: null,
      createdAt: '2026-11-23T09:30:00.000Z',
      updatedAt: '2026-11-23T09:31:12.345Z',
    },
  ],
} as const;

export type Contact = FromSchema<typeof contact>;

/** A pattern that excludes NUL and unpaired surrogates. */
export const storable = '^[^\\u0000\\ud800-\\udfff]*$';

const text = (description: string, maxLength: number, examples: readonly string[]) =>
  ({ type: 'string', minLength: 1, maxLength, pattern: storable, format: 'visible', description, examples }) as const;

/** The id of a CRM record. */
export const externalRef = text('The id of the CRM record.', 200, ['0035g00000AbCdEAAV']);

/** The fields that a caller may set. `name` may have two parts of 200 characters and a space between them. */
export const settableFields = {
  name: text('The full name. The service splits it into firstName and lastName.', 401, ['Henrik B. Larsen']),
  firstName: text('Given names.', 200, ['Henrik B.']),
  lastName: text('Surname.', 200, ['Larsen']),
  email: { ...text('Primary email address.', 254, ['henrik@acme-customer.de']), format: 'email' },
  phone: {
    ...text(
      'Phone number in E.164 format. It is stored as it can be dialled: +4903012345678, with a trunk zero after the ' +
        'country code, as +493012345678; +551187650001 and +5215512345678, in an old form, as +5511987650001 and ' +
        '+525512345678.',
      16,
      ['+4915112345678'],
    ),
    format: 'e164',
  },
  companyName: text('The company that the person writes for.', 200, ['Acme Customer']),
} as const;

/** The same fields in a JSON merge patch (RFC 7396), where `null` clears one. */
const clearableFields = {
  name: { ...settableFields.name, type: orNull },
  firstName: { ...settableFields.firstName, type: orNull },
  lastName: { ...settableFields.lastName, type: orNull },
  email: { ...settableFields.email, type: orNull },
  phone: { ...settableFields.phone, type: orNull },
  companyName: { ...settableFields.companyName, type: orNull },
} as const;

/** A full name together with one of its parts could contradict itself. */
const nameIsUnambiguous = { name: { properties: { firstName: false, lastName: false } } } as const;

/** A body that sets fields. It cannot clear them. */
export const settingBody = {
  type: 'object',
  additionalProperties: false,
  properties: settableFields,
  dependentSchemas: nameIsUnambiguous,
  examples: [{ name: 'Henrik B. Larsen' }],
} as const;

/** A JSON merge patch that sets and clears fields. */
export const clearingBody = {
  ...settingBody,
  description: 'A JSON merge patch (RFC 7396). null clears a field.',
  properties: clearableFields,
  examples: [{ companyName: 'Acme Customer', phone: null }],
} as const;

/** What a caller states about a person. An absent field does not change; `null` means that there is no value. */
export type ContactInput = { readonly [Field in keyof typeof settableFields]?: string | null };
