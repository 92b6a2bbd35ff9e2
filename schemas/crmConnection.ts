import type { FromSchema } from 'json-schema-to-ts';
import { authInput, authOutput } from './crmAuth.ts';
import { lookups, result } from './crmLookups.ts';
import { actor, reason, text } from './parts.ts';

const url = {
  ...text("The URL of the CRM's MCP server (Streamable HTTP).", 2048),
  format: 'uri',
  examples: ['https://mcp.example.com/mcp'],
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
  description:
    'Supplies lookups and result for a known server if they are omitted. "default" uses the tool find_contact.',
} as const;

const injectTenant = {
  type: 'boolean',
  description: 'Whether to add tenantId to the arguments of every tool call, for a server that serves several tenants.',
} as const;

/** The connection of a tenant to its CRM, as a caller sends it. */
export const crmConnectionInput = {
  $id: 'CrmConnectionInput',
  type: 'object',
  additionalProperties: false,
  required: ['url', 'auth'],
  properties: { url, auth: authInput, preset, injectTenant, lookups, result },
  examples: [{ url: 'https://mcp.example.com/mcp', auth: { type: 'bearer', token: 'my-token' }, preset: 'default' }],
} as const;

const timestampOrNull = { type: ['string', 'null'], format: 'date-time' } as const;

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
    auth: authOutput,
    preset: { ...preset, type: ['string', 'null'], enum: [...presetNames, null] },
    injectTenant,
    lookups,
    result,
    status: {
      type: 'string',
      enum: ['ok', 'failing', 'auth_failed'],
      description:
        'failing: the last lookup failed. auth_failed: the server rejected the credentials; no lookups run until the next PUT.',
    },
    reason: { ...reason, description: 'Why the status is not ok.' },
    retryAt: { ...timestampOrNull, description: 'When the CRM is queried again; null if it is not paused.' },
    changedAt: { type: 'string', format: 'date-time', description: 'When the connection was last replaced.' },
    changedBy: { ...actor, description: 'Who replaced it: `key:` or `user:`, followed by an id.' },
  },
  examples: [
    {
      url: 'https://mcp.example.com/mcp',
      auth: { type: 'bearer' },
      preset: 'default',
      injectTenant: false,
      lookups: [
        { by: 'email', tool: 'find_contact', args: { email: '{{email}}', limit: 10 } },
        { by: 'phone', tool: 'find_contact', args: { phone: '{{phone}}', limit: 10 } },
      ],
      result: {
        from: 'structured',
        items: 'matches',
        truncated: 'truncated',
        map: {
          externalRef: 'externalRef',
          emails: 'emails[*]',
          phones: 'phones[*]',
          firstName: 'firstName',
          lastName: 'lastName',
          companyName: 'companyName',
        },
      },
      status: 'ok',
      reason: null,
      retryAt: null,
      changedAt: '2026-11-23T09:30:00.000Z',
      changedBy: 'key:0123456789ab',
    },
  ],
} as const;

export type CrmConnectionInput = FromSchema<typeof crmConnectionInput>;
export type CrmConnection = FromSchema<typeof crmConnection>;

export type PresetName = (typeof presetNames)[number];

/**
 * The protocol that a server speaks: `modern` is MCP 2026-07-28 or later, `legacy` is MCP before that, and `bare` is
 * JSON-RPC with MCP's `tools/list` and `tools/call` but without its handshake.
 */
export type McpProtocol = 'modern' | 'legacy' | 'bare';
