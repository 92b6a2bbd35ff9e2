import type { FromSchema } from 'json-schema-to-ts';
import { authInput, authShown } from './crmAuth.ts';
import { lookups, result } from './crmLookups.ts';
import { text } from './parts.ts';

const url = {
  ...text("The CRM's MCP server (Streamable HTTP).", 2048),
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

export type PresetName = (typeof presetNames)[number];

/** What a server was found to speak: MCP of 2026-07-28 or later, MCP of before, or JSON-RPC without any handshake. */
export type CrmEra = 'modern' | 'legacy' | 'bare';
