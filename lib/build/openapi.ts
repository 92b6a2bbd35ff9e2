import { readFileSync } from 'node:fs';
import type { Contract } from '../../schemas/contract.ts';
import { errorBody, gatewayError, problem } from '../../schemas/error.ts';
import type { Failure } from '../../schemas/failures.ts';
import { failuresOf, problemOf } from './failures.ts';
import { introduction } from './introduction.ts';
import { published, publishedComponents } from './published.ts';

type Json = Record<string, unknown>;

const { version, license } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** Describes the API as an OpenAPI 3.1 document. All of it comes from the contracts and their schemas. */
export function openApi(contracts: readonly Contract[]): Json {
  const paths: Record<string, Json> = {};
  for (const contract of contracts) {
    paths[contract.path] = { ...paths[contract.path], [contract.method.toLowerCase()]: operation(contract) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Contact service',
      version,
      description: introduction,
      license: { name: license, identifier: license },
    },
    servers: [{ url: '/', description: 'The host that serves this document.' }],
    tags: [
      { name: 'contacts', description: 'The people who write to a tenant.' },
      { name: 'crm-connection', description: "The connection to a tenant's CRM, in which contacts are looked up." },
      { name: 'settings', description: 'What a tenant decides about all of its contacts.' },
      { name: 'webhooks', description: "The receivers of events about a tenant's contacts." },
      { name: 'api-keys', description: 'The keys with which programs and agents of a tenant call this API.' },
      { name: 'meta', description: 'The service itself. These operations need no credential.' },
    ],
    security: [{ credential: [] }],
    paths,
    components: {
      securitySchemes: {
        credential: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key (ctk_...) or a JWT of the configured issuer.',
        },
      },
      schemas: publishedComponents(),
    },
  };
}

function operation(contract: Contract): Json {
  const { operationId, summary, description, scope, body, success, created } = contract;
  const succeeded = (as: Pick<Contract['success'], 'description' | 'headers'>) => ({
    description: as.description,
    headers: headers({ ...requestIdHeader, ...(scope && { ...noStoreHeader, ...rateLimitHeaders }), ...as.headers }),
    ...(success.schema && { content: { 'application/json': contentOf(success.schema) } }),
  });
  const failures = Object.entries(failuresOf(contract)).map(([status, failure]) => [
    status,
    responseOf(status, failure, contract),
  ]);
  return {
    operationId,
    summary,
    description,
    tags: [scope ? tagOf(contract) : 'meta'],
    ...(scope ? { 'x-required-scope': scope } : { security: [] }),
    parameters: parameters(contract),
    ...(body && {
      requestBody: { required: true, content: mapValues(body, contentOf) },
    }),
    responses: {
      [success.status]: succeeded(success),
      ...(created && { 201: succeeded(created) }),
      ...(contract.headers?.['if-none-match'] && {
        304: {
          description: 'The version in if-none-match is still the current one.',
          headers: headers({ ...requestIdHeader, ...noStoreHeader, ...(scope && rateLimitHeaders) }),
        },
      }),
      429: {
        description: 'Too many requests. API Gateway sends this response. Retry later.',
        content: { 'application/json': contentOf(gatewayError) },
      },
      ...Object.fromEntries(failures),
    },
  };
}

/** The first segment of the path after `/api/`: `/api/contacts/{id}` has the tag `contacts`. */
const tagOf = ({ path }: Contract): string => path.split('/')[2] ?? path;

const requestIdHeader = { 'x-request-id': 'The id of this request in the logs of the service.' };

const noStoreHeader = { 'cache-control': 'no-store: caches must not keep the response.' };

const rateLimitHeaders = {
  RateLimit:
    'For the credential and for the tenant: the requests that remain (r), and the seconds until the whole quota is ' +
    'there again (t).',
  'RateLimit-Policy': 'For the credential and for the tenant: the quota (q) of a window of so many seconds (w).',
};

/** API Gateway has its own limits, and its own body. */
const eitherBody = { oneOf: [published(errorBody), published(gatewayError)] };

/** The responses to requests that are refused before the limits are known. */
const withoutLimits: readonly string[] = ['401', '403'];

const responseOf = (status: string, failure: Failure, { scope }: Contract): Json => ({
  description: failure.description,
  headers: headers({
    ...requestIdHeader,
    ...noStoreHeader,
    ...(scope && !withoutLimits.includes(status) && rateLimitHeaders),
    ...(status === '401' && { 'www-authenticate': 'Bearer' }),
    ...(status === '412' && { etag: 'The current version of the contact.' }),
    ...((status === '429' || status === '503') && { 'retry-after': 'Seconds to wait.' }),
  }),
  content: {
    'application/json': {
      schema: status === '429' ? eitherBody : published(errorBody),
      example: { error: failure.error },
    },
    'application/problem+json': { schema: published(problem), example: problemOf(status, failure) },
  },
});

/** The first example of a schema becomes that of the content: tools show it, but not the one in the schema. */
function contentOf(schema: object): Json {
  const { examples: [example] = [], ...rest }: { examples?: readonly unknown[] } = schema;
  return { schema: published(rest), example };
}

const headers = (texts: Record<string, string>): Json =>
  mapValues(texts, (description) => ({ description, schema: { type: 'string', maxLength: 200 } }));

function parameters({ params, query, headers = {} }: Contract): Json[] {
  const located = (schema: Contract['params'], place: 'path' | 'query') =>
    Object.entries(propertiesOf(schema)).map(([name, property]) => {
      const { description, ...rest } = Object(property);
      return { name, in: place, required: place === 'path', description, schema: published(rest) };
    });
  const fromHeaders = Object.entries(headers).map(([name, { maxLength, ...header }]) => ({
    name,
    in: 'header',
    required: false,
    ...header,
    schema: { type: 'string', ...(maxLength !== undefined && { minLength: 1, maxLength }) },
  }));
  return [...located(params, 'path'), ...located(query, 'query'), ...fromHeaders];
}

const propertiesOf = (schema: Contract['params']): object =>
  typeof schema === 'object' && 'properties' in schema ? Object(schema.properties) : {};

const mapValues = <Value>(record: Readonly<Record<string, Value>>, map: (value: Value) => unknown): Json =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
