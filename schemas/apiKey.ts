import type { FromSchema } from 'json-schema-to-ts';
import { scopes as known } from './contract.ts';
import { actor, text } from './parts.ts';

/** Whose hand writes with a key. */
export const keyKinds = ['person', 'agent'] as const;

const time = (description: string) =>
  ({ type: ['string', 'null'], maxLength: 64, format: 'date-time', description }) as const;

const name = { ...text('What the key is for, in one line.', 100), format: 'line', examples: ['CRM sync'] } as const;
const kind = {
  type: 'string',
  enum: keyKinds,
  description:
    'person: writes count as those of a person. agent: an AI agent or an integration, which never overrules a person.',
} as const;
const scopes = {
  type: 'array',
  minItems: 1,
  maxItems: known.length,
  uniqueItems: true,
  items: { type: 'string', enum: known },
  description: 'What the key may do.',
} as const;
const id = { type: 'string', maxLength: 12, format: 'key-id' } as const;

const properties = {
  id,
  name,
  kind,
  scopes,
  createdAt: { type: 'string', maxLength: 64, format: 'date-time' },
  createdBy: {
    ...actor,
    description: 'Who created the key, for example `key:<id>`, `agent:<id>` or `user:<subject>`.',
  },
  expiresAt: time('When the key stops working.'),
  revokedAt: time('When the key was revoked.'),
  replacedBy: { ...id, type: ['string', 'null'], description: 'The id of the key that this one was rolled to.' },
} as const;

const example = {
  id: '3f9a1c0b7d2e',
  name: 'CRM sync',
  kind: 'agent',
  scopes: ['contacts:read', 'contacts:write'],
  createdAt: '2026-11-23T09:30:00.000Z',
  createdBy: 'user:anna@our-company.example',
  expiresAt: '2027-11-23T00:00:00.000Z',
  revokedAt: null,
  replacedBy: null,
} as const;

const required = Object.keys(properties) as (keyof typeof properties)[];

/** An API key as lists show it: never its secret. */
export const apiKey = {
  $id: 'ApiKey',
  type: 'object',
  additionalProperties: false,
  required,
  properties,
  examples: [example],
} as const;

/** A new API key, with its secret. */
export const createdApiKey = {
  $id: 'CreatedApiKey',
  type: 'object',
  additionalProperties: false,
  required: [...required, 'key'],
  properties: {
    ...properties,
    key: { type: 'string', maxLength: 200, description: 'The key itself. No other response has it.' },
  },
  examples: [
    {
      ...example,
      key: 'ctk_live_bxwqUg8OTQuaXj2aLE97EA_VGhpcyBpcyBhbiBleGFtcGxlLCBub3QgYSBzZWNyZXQ_1NcTvC',
    },
  ],
} as const;

export type ApiKeyBody = FromSchema<typeof apiKey>;

const expiresAt = {
  type: 'string',
  maxLength: 64,
  format: 'date-time',
  description: 'When the key stops working. If omitted, it works until it is revoked.',
  examples: ['2027-11-23T00:00:00.000Z'],
} as const;

/** What a caller states about a new key. */
export const apiKeyInput = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'kind', 'scopes'],
  properties: { name, kind, scopes, expiresAt },
  examples: [{ name: 'CRM sync', kind: 'agent', scopes: ['contacts:read', 'contacts:write'] }],
} as const;

/** For how long a rolled key works beside its successor, unless the caller says otherwise, and at most. */
export const overlapHours = 24;
export const maxOverlapHours = 7 * 24;

/** How a caller rolls a key. */
export const rollInput = {
  type: 'object',
  additionalProperties: false,
  properties: {
    overlapSeconds: {
      type: 'integer',
      minimum: 0,
      maximum: maxOverlapHours * 3600,
      description: `For how long the old key works beside the new one; ${overlapHours * 3600} if omitted.`,
    },
    expiresAt: {
      ...expiresAt,
      description: 'When the new key stops working. If omitted, it does so with the old one, as that was before.',
    },
  },
  examples: [{ overlapSeconds: 3600 }],
} as const;

/** The path parameters of all endpoints of one key. */
export const apiKeyId = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: { id: { ...id, description: 'The id of the API key.', examples: ['3f9a1c0b7d2e'] } },
} as const;
