import { apiKey, createdApiKey } from '../../schemas/apiKey.ts';
import { contact, storable } from '../../schemas/contact.ts';
import type { ObjectSchema } from '../../schemas/contract.ts';
import { crmConnection, crmConnectionInput } from '../../schemas/crmConnection.ts';
import { crmRecord } from '../../schemas/crmRecord.ts';
import { errorBody, gatewayError, problem } from '../../schemas/error.ts';
import * as formats from '../../schemas/formats.ts';
import { settings } from '../../schemas/settings.ts';
import { webhook, webhookWithSecret } from '../../schemas/webhook.ts';

type Json = Readonly<Record<string, unknown>>;
type Format = keyof typeof formats;

/** The schemas that become components of the document. */
const named = [
  contact,
  apiKey,
  createdApiKey,
  settings,
  crmConnection,
  crmConnectionInput,
  crmRecord,
  webhook,
  webhookWithSecret,
  errorBody,
  gatewayError,
  problem,
];
const components: ReadonlySet<unknown> = new Set(named.map(({ $id }) => $id));

export const publishedComponents = (): Json =>
  Object.fromEntries(named.map((schema) => [schema.$id, published(schema, true)]));

const header = "[\\w!#$%&'*+.^`|~-]+";
const name = '(?:[A-Za-z_]|[^\\x00-\\x7f])(?:[\\w-]|[^\\x00-\\x7f])*';
const index = `\\[(?:\\d{1,4}|\\*|"(?:[^"\\\\\\x00-\\x1f]|\\\\["\\\\])*"|'(?:[^'\\\\\\x00-\\x1f]|\\\\['\\\\])*')\\]`;

/**
 * Our formats as tools know them: a format of JSON Schema 2020-12, or a pattern. The patterns accept everything that
 * the service accepts, and some more. They mean the same with and without the `u` flag, and use nothing that RE2, PCRE,
 * Python and Rust lack: no `\u`, no `\p`, no lookahead.
 */
const publishedFormats: Readonly<Record<Format, Json>> = {
  uuid: { format: 'uuid', maxLength: 36 },
  email: { format: 'idn-email' },
  e164: { pattern: formats.e164.pattern.source },
  'date-time': { format: 'date-time', maxLength: 64 },
  domain: { format: 'idn-hostname' },
  uri: { format: 'iri' },
  'header-name': { pattern: `^${header}$` },
  credential: { format: 'password', pattern: formats.credential.pattern.source },
  visible: {},
  path: { pattern: `^(?:\\$|${name}|${index})(?:\\.${name}|${index})*$` },
  line: { pattern: '^[^\\x00-\\x1f\\x7f]*$' },
  'key-id': { pattern: '^[0-9A-Fa-f]{12}$' },
  identity: { pattern: '^(?:email|phone|chat|whatsapp|sms|voice):' },
  'identity-id': { pattern: '^[0-9A-Fa-f]{16}$' },
  'duplicate-id': { pattern: '^[0-9A-Fa-f-]{36}\\.[0-9A-Fa-f-]{36}$' },
  sender: { pattern: '^[^\\x00-\\x20]' },
  country: { pattern: '^[A-Z]{2}$' },
};

/** Formats whose strings have only ASCII characters. */
const asciiFormats: ReadonlySet<unknown> = new Set<Format>([
  'uuid',
  'e164',
  'date-time',
  'header-name',
  'credential',
  'key-id',
  'identity-id',
  'duplicate-id',
  'country',
]);

const subschemas = ['items', 'oneOf'];

/**
 * Makes the published form of a schema: one that validators and code generators in common use understand. It replaces
 * components by references, unless `whole`.
 */
export function published(schema: unknown, whole = false): unknown {
  if (Array.isArray(schema)) return schema.map((item) => published(item));
  if (typeof schema !== 'object' || schema === null) return schema;
  // OpenAPI's discriminator can only choose among components. The constants in the schemas discriminate as well.
  const { $id, discriminator: _, dependentSchemas, anyOf, pattern, format, ...rest } = Object(schema);
  if (components.has($id) && !whole) return { $ref: `#/components/schemas/${$id}` };
  return {
    ...mapValues(rest, (value, keyword) => {
      if (keyword === 'properties') return mapValues(Object(value), (property) => published(property));
      return subschemas.includes(keyword) ? published(value) : value;
    }),
    ...(pattern && { pattern: pattern === storable ? '^[^\\x00]*$' : pattern }),
    ...(isFormat(format) && publishedFormats[format]),
    ...lengthLimit(Object(schema)),
    ...presence(Object(schema)),
  };
}

const isFormat = (format: unknown): format is Format => Object.hasOwn(publishedFormats, String(format));

type Limited = {
  readonly maxLength?: number;
  readonly format?: string;
  readonly pattern?: string;
  readonly description?: string;
};

/**
 * JSON Schema and the service count characters, but many clients count UTF-16 code units, of which an emoji has two. A
 * client must not refuse what the service accepts, so the published limit is the doubled one.
 */
function lengthLimit({ maxLength, format, pattern, description }: Limited) {
  const isAscii = asciiFormats.has(format) || (pattern !== undefined && pattern !== storable);
  if (maxLength === undefined || isAscii) return {};
  const limit = `At most ${maxLength} characters.`;
  return { maxLength: 2 * maxLength, description: description ? `${description} ${limit}` : limit };
}

/**
 * Says which properties exclude each other (`dependentSchemas`) and which of them one is required of (`anyOf`), within
 * `not`: validators understand it, and code generators ignore it. They fail on the `false` schemas of the former, and
 * make `unknown` of the latter.
 */
function presence({ dependentSchemas = {}, anyOf = [] }: Pick<ObjectSchema, 'dependentSchemas' | 'anyOf'>): Json {
  const excluded = Object.entries(dependentSchemas).flatMap(([property, { properties }]) =>
    Object.keys(properties).map((other) => requiring([property, other])),
  );
  const alternatives = anyOf.map(({ required }) => requiring(required));
  const forbidden = [...excluded, ...(alternatives.length > 0 ? [{ not: { anyOf: alternatives } }] : [])];
  return forbidden.length > 0 ? { not: forbidden.length > 1 ? { anyOf: forbidden } : forbidden[0] } : {};
}

/** Linters expect a required property among the properties of the same schema. */
const requiring = (required: readonly string[]): Json => ({
  required,
  properties: Object.fromEntries(required.map((property) => [property, {}])),
});

const mapValues = (record: Json, map: (value: unknown, key: string) => unknown): Json =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
