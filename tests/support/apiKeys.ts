import { randomBytes } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../lib/config.ts';
import { type ApiKey, newKey } from '../../lib/contacts/apiKeys.ts';
import { send } from '../../lib/dynamo/table/client.ts';

/** An API key to store. Nobody knows its secret. */
export const someKey = (tenantId: string, more: Partial<ApiKey> = {}): ApiKey => ({
  ...newKey(
    {
      tenantId,
      keyHash: randomBytes(32).toString('hex'),
      name: 'Web shop',
      kind: 'agent',
      scopes: ['contacts:read'],
      createdBy: 'user:1',
    },
    Date.now(),
  ),
  ...more,
});

/** Stores API keys directly, without the service. */
export async function putApiKeys(keys: readonly ApiKey[]): Promise<void> {
  const TableName = config.apiKeysTableName();
  await Promise.all(keys.map((Item) => send((db) => db.send(new PutCommand({ TableName, Item })))));
}
