import { randomUUID } from 'node:crypto';
import { makeApiKey } from '../../lib/auth/apiKey.ts';
import { awsLimits } from '../../lib/config.ts';
import { type ApiKey, newKey } from '../../lib/contacts/apiKeys.ts';
import { createApiKey } from '../../lib/dynamo/tenants/apiKeys.ts';
import { createTables } from '../../lib/local/createTable.ts';
import type { TableProperties } from '../../lib/local/tableProperties.ts';
import { scopes as allScopes, type Scope } from '../../schemas/contract.ts';
import { type DynamoDbProxy, startDynamoDbProxy } from './dynamoDbProxy.ts';
import { deniedActions } from './roles.ts';

declare global {
  /** The properties of the tables in serverless.yml. jest.config.js sets it. */
  var tableProperties: TableProperties[];
}

export type Service = {
  /** The proxy that all requests to DynamoDB pass through. */
  readonly proxy: DynamoDbProxy;
  /** Creates a tenant and an API key with these scopes; with all scopes if none is given. */
  tenant(...scopes: string[]): Promise<Tenant>;
};

/** Limits that no test reaches without setting others. */
export const unlimited = { TENANT_REQUESTS_PER_SECOND: '1e6', CREDENTIAL_REQUESTS_PER_SECOND: '1e6' };

export type Tenant = { readonly tenantId: string; readonly apiKey: string };

/**
 * Starts what the handlers need for the tests of one file: a new table on the engine that all test files share, or on
 * the one at DYNAMODB_ENDPOINT, behind a proxy. Closes the proxy after these tests, and then fails if a handler did
 * what its role does not allow. `limits: 'long'` lets requests to AWS take as long as a busy machine needs.
 */
export async function startService({ limits = 'long' }: { limits?: 'long' | 'real' } = {}): Promise<Service> {
  if (limits === 'long') Object.assign(awsLimits, { connectionTimeout: 60_000, requestTimeout: 60_000 });
  const endpoint = process.env.DYNAMODB_ENDPOINT ?? process.env.SHARED_DYNAMODB_ENDPOINT ?? '';
  const tableName = `contacts-${randomUUID()}`;
  Object.assign(process.env, { AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  await createTables(endpoint, tableName, globalThis.tableProperties);
  const proxy = await startDynamoDbProxy(endpoint);
  Object.assign(process.env, {
    TABLE_NAME: tableName,
    DYNAMODB_ENDPOINT: proxy.url,
    API_KEY_MODE: 'test',
    // Metrics are lines on stdout.
    METRICS_DISABLED: 'true',
    ...unlimited,
  });
  afterAll(async () => {
    await proxy.close();
    expect([...deniedActions]).toEqual([]);
  });
  return {
    proxy,
    tenant: async (...scopes) => {
      const tenantId = randomUUID();
      return { tenantId, apiKey: await addApiKey(tenantId, scopes.length > 0 ? scopes : allScopes) };
    },
  };
}

/** Stores a new API key of a tenant, and returns its text. `more` sets other attributes of its item. */
export async function addApiKey(
  tenantId: string,
  scopes: readonly string[],
  more: Partial<ApiKey> = {},
): Promise<string> {
  const { text, hash: keyHash } = makeApiKey('test', tenantId);
  const described = {
    tenantId,
    keyHash,
    name: 'test',
    kind: 'person',
    scopes: scopes as Scope[],
    createdBy: 'test',
  } as const;
  await createApiKey({ ...newKey(described, Date.now()), ...more });
  return text;
}
