import type { FromSchema } from 'json-schema-to-ts';

const text = (description: string, maxLength: number) =>
  ({ type: 'string', minLength: 1, maxLength, description }) as const;
const secret = (description: string) =>
  ({ ...text(description, 4096), format: 'credential', writeOnly: true }) as const;

const url = {
  ...text("The CRM's MCP server (Streamable HTTP).", 2048),
  format: 'uri',
  examples: ['https://mcp.example.com/mcp'],
} as const;
const tokenUrl = {
  ...text(
    'Where tokens are had (OAuth 2.0). If absent, it is asked of the server once, when the connection is put.',
    2048,
  ),
  format: 'uri',
} as const;
const scope = text('What the token is to allow, as the authorization server calls it.', 1000);
const clientId = text('The id of the OAuth client.', 500);
const headerName = { ...text('The name of the header.', 100), format: 'header-name', examples: ['X-API-Key'] } as const;

const none = {
  type: 'object',
  additionalProperties: false,
  required: ['type'],
  properties: { type: { const: 'none' } },
} as const;

const authTypes = ['none', 'bearer', 'header', 'client_credentials', 'refresh_token'] as const;

/** How the service shows itself to the server, as a caller puts it. A secret that is left out stays as it is. */
const authInput = {
  type: 'object',
  required: ['type'],
  properties: { type: { enum: authTypes } },
  discriminator: { propertyName: 'type' },
  oneOf: [
    none,
    {
      type: 'object',
      additionalProperties: false,
      required: ['type'],
      properties: { type: { const: 'bearer' }, token: secret('Sent as a bearer token.') },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'name'],
      properties: { type: { const: 'header' }, name: headerName, value: secret('The value of the header.') },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'clientId'],
      properties: {
        type: { const: 'client_credentials' },
        clientId,
        clientSecret: secret('The secret of the OAuth client.'),
        tokenUrl,
        scope,
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'clientId'],
      properties: {
        type: { const: 'refresh_token' },
        clientId,
        clientSecret: secret('The secret of the OAuth client, if it has one.'),
        refreshToken: secret('A refresh token; where the server gives a new one, that takes its place.'),
        tokenUrl,
        scope,
      },
    },
  ],
} as const;

/** The same without what is secret, as it is stored and answered. */
const authShown = {
  type: 'object',
  required: ['type'],
  properties: { type: { enum: authTypes } },
  oneOf: [
    none,
    { type: 'object', additionalProperties: false, required: ['type'], properties: { type: { const: 'bearer' } } },
    {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'name'],
      properties: { type: { const: 'header' }, name: headerName },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'clientId', 'tokenUrl'],
      properties: { type: { const: 'client_credentials' }, clientId, tokenUrl, scope },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'clientId', 'tokenUrl'],
      properties: { type: { const: 'refresh_token' }, clientId, tokenUrl, scope },
    },
  ],
} as const;

const lookups = {
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

const result = {
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

export const presetNames = [
  'default',
  'hubspot',
  'salesforce',
  'pipedrive',
  'attio',
  'dataverse',
  'odoo',
  'zoho',
] as const;

const preset = {
  type: 'string',
  enum: presetNames,
  description: 'Lookups and result for a known server, where they are not given; default is the tool find_contact.',
} as const;

const injectTenant = {
  type: 'boolean',
  description: 'Whether every call has tenantId as an argument too, for a server of several tenants.',
} as const;

/** The connection of a tenant to its CRM, as a caller puts it. */
export const crmConnectionInput = {
  $id: 'CrmConnectionInput',
  type: 'object',
  additionalProperties: false,
  required: ['url', 'auth'],
  properties: { url, auth: authInput, preset, injectTenant, lookups, result },
} as const;

const when = { type: ['string', 'null'], format: 'date-time' } as const;

/** The connection of a tenant to its CRM, without its secrets. */
export const crmConnection = {
  $id: 'CrmConnection',
  type: 'object',
  additionalProperties: false,
  required: [
    'url',
    'auth',
    'preset',
    'injectTenant',
    'lookups',
    'result',
    'status',
    'reason',
    'retryAt',
    'changedAt',
    'changedBy',
  ],
  properties: {
    url,
    auth: authShown,
    preset: { ...preset, type: ['string', 'null'], enum: [...presetNames, null] },
    injectTenant,
    lookups,
    result,
    status: {
      type: 'string',
      enum: ['ok', 'failing', 'auth_failed'],
      description:
        'failing: it is asked again at retryAt. auth_failed: the server refuses the credentials; it is not asked before they are put anew.',
    },
    reason: { type: ['string', 'null'], description: 'Why it is not ok.' },
    retryAt: when,
    changedAt: { type: 'string', format: 'date-time' },
    changedBy: { type: 'string' },
  },
} as const;

export type CrmConnectionInput = FromSchema<typeof crmConnectionInput>;
export type CrmConnection = FromSchema<typeof crmConnection>;

/** How the service shows itself, without its secrets. */
export type Auth = CrmConnection['auth'];
export type Lookup = CrmConnection['lookups'][number];
export type ResultMapping = CrmConnection['result'];
/** What a server was found to speak: MCP of 2026-07-28 or later, MCP of before, or JSON-RPC without any handshake. */
export type CrmEra = 'modern' | 'legacy' | 'bare';
export type PresetName = (typeof presetNames)[number];

/** What is secret of a connection, as it is kept apart from it. */
export type CrmSecret = {
  readonly token?: string;
  readonly value?: string;
  readonly clientSecret?: string;
  readonly refreshToken?: string;
};
