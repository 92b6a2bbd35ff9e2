import { randomUUID } from 'node:crypto';
import { makeApiKey } from '../../lib/auth/apiKey.ts';
import { createApiKey } from '../../lib/dynamo/tenants/apiKeys.ts';
import { createTable } from '../../lib/local/createTable.ts';
import { startDynamoDb } from '../../lib/local/emulators/dynamodb/startDynamoDb.ts';
import { scopes as allScopes } from '../../schemas/contract.ts';
import { denials } from './roles.ts';
import { layWire, type Wire } from './wire.ts';

export type Service = {
  /** The wire to DynamoDB that everything goes through. */
  readonly wire: Wire;
  /** A new tenant with an API key of these scopes, all of them if none is given. */
  tenant(...scopes: string[]): Promise<Tenant>;
};

export type Tenant = { readonly tenantId: string; readonly apiKey: string };

/**
 * Points the tests of one file at a new table on a real engine: the embedded one, or that of DYNAMODB_ENDPOINT. Handlers are
 * then called as Lambda would call them, and may do what their roles allow. It ends with the tests.
 */
export async function startService(): Promise<Service> {
  const given = process.env.DYNAMODB_ENDPOINT;
  const engine = given ? undefined : await startDynamoDb({ port: 0 });
  const endpoint = given ?? engine?.url ?? '';
  const tableName = `contacts-${randomUUID()}`;
  Object.assign(process.env, { AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  await createTable(endpoint, tableName);
  const wire = await layWire(endpoint);
  Object.assign(process.env, { TABLE_NAME: tableName, DYNAMODB_ENDPOINT: wire.url });
  afterAll(async () => {
    await wire.close();
    await engine?.close();
    expect([...denials]).toEqual([]);
  });
  return {
    wire,
    tenant: async (...scopes) => {
      const tenantId = randomUUID();
      return { tenantId, apiKey: await giveKey(tenantId, scopes.length > 0 ? scopes : allScopes) };
    },
  };
}

/** A new API key of a tenant. */
export async function giveKey(tenantId: string, scopes: readonly string[], more: object = {}): Promise<string> {
  const { text, hash } = makeApiKey('test', tenantId);
  await createApiKey(hash, { tenantId, name: 'test', scopes, createdAt: new Date().toISOString(), ...more });
  return text;
}
