import type { FromSchema } from 'json-schema-to-ts';
import { text } from './parts.ts';

const secret = (description: string) =>
  ({ ...text(description, 4096), format: 'credential', writeOnly: true }) as const;

const tokenUrl = {
  ...text(
    'The token endpoint of the authorization server (OAuth 2.0). If omitted, PUT discovers it from the MCP server.',
    2048,
  ),
  format: 'uri',
} as const;
const scope = text('The OAuth scope to request, as the authorization server defines it.', 1000);
const clientId = text('The OAuth client ID.', 500);
const headerName = { ...text('The name of the header.', 100), format: 'header-name', examples: ['X-API-Key'] } as const;

const none = {
  type: 'object',
  additionalProperties: false,
  required: ['type'],
  properties: { type: { const: 'none' } },
} as const;

const authTypes = ['none', 'bearer', 'header', 'client_credentials', 'refresh_token'] as const;

/** How the service authenticates to the MCP server, as a caller sends it. An omitted secret stays as it is. */
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
      properties: { type: { const: 'bearer' }, token: secret('The token to send in the Authorization header.') },
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
        clientSecret: secret('The OAuth client secret.'),
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
        clientSecret: secret('The OAuth client secret, if the client has one.'),
        refreshToken: secret(
          'A refresh token. If the authorization server rotates it, the service stores the new one.',
        ),
        tokenUrl,
        scope,
      },
    },
  ],
} as const;

/** The same without secrets, as it is stored and returned. */
export const authOutput = {
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

/** How the service authenticates to the MCP server, without secrets. */
export type Auth = FromSchema<typeof authOutput>;
export type AuthInput = FromSchema<typeof authInput>;

/** The secrets of a connection, which are stored in the secret store. */
export type CrmSecret = {
  readonly token?: string;
  readonly value?: string;
  readonly clientSecret?: string;
  readonly refreshToken?: string;
};
