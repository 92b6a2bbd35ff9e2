import type { FromSchema } from 'json-schema-to-ts';
import { text } from './parts.ts';

const secret = (description: string) =>
  ({ ...text(description, 4096), format: 'credential', writeOnly: true }) as const;

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
export const authInput = {
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
export const authShown = {
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

/** How the service shows itself, without its secrets. */
export type Auth = FromSchema<typeof authShown>;
export type AuthInput = FromSchema<typeof authInput>;

/** What is secret of a connection, as it is kept apart from it. */
export type CrmSecret = {
  readonly token?: string;
  readonly value?: string;
  readonly clientSecret?: string;
  readonly refreshToken?: string;
};
