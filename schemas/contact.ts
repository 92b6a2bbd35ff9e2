import type { FromSchema } from 'json-schema-to-ts';

const orNull = ['string', 'null'] as const;
const nullable = { type: orNull } as const;

/** The Contact that callers see: exactly these keys, always all of them. */
export const contact = {
  $id: 'Contact',
  type: 'object',
  description: 'One person who has written to the tenant.',
  additionalProperties: false,
  required: [
    'id',
    'tenantId',
    'externalRef',
    'resolutionStatus',
    'firstName',
    'lastName',
    'email',
    'phone',
    'companyName',
    'createdAt',
    'updatedAt',
  ],
  properties: {
    id: { type: 'string', format: 'uuid' },
    tenantId: { type: 'string', format: 'uuid' },
    externalRef: { ...nullable, description: 'The id of this person in the CRM, set on resolution.' },
    resolutionStatus: {
      type: 'string',
      enum: ['unresolved', 'crm_resolved', 'manually_resolved'],
      description: 'How the contact was identified.',
    },
    firstName: nullable,
    lastName: nullable,
    email: { ...nullable, format: 'email', description: 'Primary email address.' },
    phone: { ...nullable, format: 'e164', description: 'In E.164 format.' },
    companyName: { ...nullable, description: "From the CRM, a person, or the email's domain." },
    createdAt: { type: 'string', format: 'date-time', description: 'When the contact was first detected.' },
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
  ({ type: 'string', minLength: 1, maxLength, pattern: storable, description, examples }) as const;

/** The id of a record in the CRM. */
export const externalRef = text('The id of the record in the CRM.', 200, ['0035g00000AbCdEAAV']);

/** The fields that a caller may set. `name` holds two parts of 200 characters and the space between them. */
export const settableFields = {
  name: text('The full name, split into firstName and lastName.', 401, ['Henrik B. Larsen']),
  firstName: text('Given names.', 200, ['Henrik B.']),
  lastName: text('Surname.', 200, ['Larsen']),
  email: { ...text('Primary email address.', 254, ['henrik@acme-customer.de']), format: 'email' },
  phone: { ...text('Phone number in E.164 format.', 16, ['+4915112345678']), format: 'e164' },
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

/** A full name beside one of its parts would say two things about one person. */
const nameIsUnambiguous = { name: { properties: { firstName: false, lastName: false } } } as const;

/** A body that sets fields. */
export const settingBody = {
  type: 'object',
  additionalProperties: false,
  properties: settableFields,
  dependentSchemas: nameIsUnambiguous,
} as const;

/** A JSON merge patch that sets and clears fields. */
export const clearingBody = {
  ...settingBody,
  description: 'RFC 7396: null clears a field.',
  properties: clearableFields,
} as const;

/** What a caller says about a person: a field that is absent stays as it is, `null` says "there is none". */
export type ContactStatement = { readonly [Field in keyof typeof settableFields]?: string | null };
