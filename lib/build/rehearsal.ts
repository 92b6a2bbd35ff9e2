import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Plugin } from 'esbuild';
import { apiKey } from '../../schemas/apiKey.ts';
import { contact } from '../../schemas/contact.ts';
import { type Contract, type ObjectSchema, scopes } from '../../schemas/contract.ts';
import { crmConnection } from '../../schemas/crmConnection.ts';
import { settings } from '../../schemas/settings.ts';
import { webhook } from '../../schemas/webhook.ts';
import type { ApiKey } from '../contacts/apiKeys.ts';
import { closed } from '../contacts/circuitBreaker.ts';
import type { StoredContact } from '../contacts/contact.ts';
import type { Delivery } from '../contacts/deliveries.ts';
import { assertedBy } from '../contacts/fieldValues.ts';
import { historyEntry } from '../contacts/history.ts';
import type { Webhook } from '../contacts/webhooks.ts';
import { withWrite } from '../contacts/writeIds.ts';
import type { CrmConnectionItem } from '../dynamo/tenants/crmConnection.ts';
import type { Script } from '../http/rehearse.ts';
import { readContracts } from './contracts.ts';

/** By operation: what the endpoints are rehearsed with that use DynamoDB, as all do that need a credential. */
export async function rehearsalScripts(): Promise<ReadonlyMap<string, Script>> {
  const rehearsed = (await readContracts()).filter(({ scope }) => scope);
  return new Map(rehearsed.map((contract) => [contract.operationId, scriptOf(contract)]));
}

/** An esbuild plugin that lets the module of a handler export `rehearse(limit)`, which rehearses it with its script. */
export const rehearsals = (scripts: ReadonlyMap<string, Script>): Plugin => ({
  name: 'rehearsals',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]handlers[\\/]api[\\/]\w+\.ts$/ }, async ({ path }) => {
      const script = scripts.get(basename(path, '.ts'));
      if (script === undefined) return undefined;
      const source = await readFile(path, 'utf8');
      return { contents: `${source}\n${rehearsing(script)}`, loader: 'ts' };
    });
  },
});

const rehearsing = (script: Script): string =>
  `import { rehearse as rehearseHandler } from '../../lib/http/rehearse.ts';
  export const rehearse = (limit) => rehearseHandler(handler, ${JSON.stringify(script)}, limit);`;

/**
 * Makes what an endpoint is rehearsed with from the examples of its contract. Throws if a parameter or the body has no
 * example.
 */
export const scriptOf = (contract: Contract): Script => ({ event: eventOf(contract), item: marshall(item) });

/** The event of API Gateway for the request that the contract shows as its example. */
function eventOf({ operationId, method, path, params, body = {} }: Contract): Script['event'] {
  const exampleOf = (schema: unknown) => {
    const { examples: [example] = [] }: { readonly examples?: readonly unknown[] } = Object(schema);
    if (example === undefined) throw new Error(`The contract ${operationId} needs examples for its rehearsal`);
    return example;
  };
  const pathParameters = Object.fromEntries(
    Object.entries(propertiesOf(params)).map(([name, schema]) => [name, String(exampleOf(schema))]),
  );
  const rawPath = path.replaceAll(/\{(\w+)\}/g, (_, name) => pathParameters[name] ?? '');
  const [content] = Object.entries(body);
  const event = {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath,
    rawQueryString: '',
    headers: { accept: '*/*', ...(content && { 'content-type': content[0] }) },
    pathParameters,
    requestContext: { http: { method, path: rawPath } },
    ...(content && { body: JSON.stringify(exampleOf(content[1])) }),
    isBase64Encoded: false,
  };
  return event;
}

const propertiesOf = (schema: ObjectSchema | undefined): object =>
  typeof schema === 'object' && 'properties' in schema ? Object(schema.properties) : {};

const [{ id, tenantId, firstName, lastName, email, createdAt, updatedAt }] = contact.examples;
const [{ name, createdBy }] = apiKey.examples;
const [{ changedAt, changedBy, preset, status: _, reason: __, retryAt: ___, ...connection }] = crmConnection.examples;
const at = Date.parse(createdAt);

const storedContact: StoredContact = {
  tenantId,
  contactId: id,
  sources: { manual: {}, agent: {}, sender: assertedBy(`message:${id}`, at, { firstName, lastName }) },
  identities: { [`email#${email}`]: { kind: 'email', value: email, verified: [at, `message:${id}`] } },
  resolutionStatus: 'unresolved',
  version: 1,
  writeIds: withWrite(id),
  changedBy,
  createdAt,
  updatedAt,
};
const storedKey: ApiKey = { tenantId, keyHash: '', name, kind: 'person', scopes: [...scopes], createdAt, createdBy };
const storedConnection: Omit<CrmConnectionItem, 'dueShard' | 'dueAt'> = {
  ...connection,
  tenantId,
  contactId: id,
  revision: id,
  preset,
  breaker: closed,
  changedAt,
  changedBy,
};

const { url, status, eventTypes, changedFields, description } = webhook.examples[0];
const storedWebhook: Webhook = {
  tenantId,
  id: webhook.examples[0].id,
  url,
  status,
  eventTypes: [...eventTypes],
  changedFields: [...changedFields],
  description,
  secrets: [],
  createdAt,
  changedAt,
  changedBy,
};

const storedDelivery: Delivery = {
  tenantId,
  webhookId: storedWebhook.id,
  eventType: eventTypes[0],
  detail: { id, tenantId, contactId: id, version: 1, changedAt },
  status: 'delivered',
  attempts: 1,
  startedAt: changedAt,
};

/** One item for all reads: each takes from it what it needs. */
const item = {
  ...settings.examples[0],
  ...storedDelivery,
  ...storedWebhook,
  ...storedConnection,
  ...storedKey,
  ...historyEntry(undefined, storedContact),
  ...storedContact,
};
