import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { send } from '../table/client.ts';
import { apiKeyPrefix, keys } from '../table/keys.ts';
import { updateItem } from '../table/update.ts';
import { attempt } from '../table/writeAll.ts';

/** An API key as it is stored, under the hash of its secret. */
export type StoredApiKey = {
  readonly tenantId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** ISO 8601. */
  readonly createdAt: string;
  /** Epoch seconds; DynamoDB deletes the key some time later. */
  readonly expiresAt?: number;
  /** ISO 8601. */
  readonly revokedAt?: string;
};

const stored = (item: Record<string, unknown>): StoredApiKey => item as StoredApiKey;

/** Finds a key by its hash, valid or not. Strongly consistent, so that a new key works at once. */
export async function findApiKey(tenantId: string, hash: string): Promise<StoredApiKey | undefined> {
  const Key = { tenantId, contactId: keys.apiKey(hash) };
  const get = new GetCommand({ TableName: config.tableName(), Key, ConsistentRead: true });
  const { Item } = await send((db) => db.send(get));
  return Item && stored(Item);
}

/** Stores a new key. */
export async function createApiKey(hash: string, key: StoredApiKey): Promise<void> {
  const put = new PutCommand({
    TableName: config.tableName(),
    Item: { ...key, contactId: keys.apiKey(hash) },
    // If the reply to a first attempt was lost, the stored key is this one.
    ConditionExpression: 'attribute_not_exists(contactId) OR (createdAt = :createdAt AND scopes = :scopes)',
    ExpressionAttributeValues: { ':createdAt': key.createdAt, ':scopes': key.scopes },
  });
  await send((db) => db.send(put));
}

/** Lists the keys of a tenant with their hashes. A tenant has few: one page of DynamoDB (1 MB) holds thousands. */
export async function listApiKeys(tenantId: string): Promise<readonly { hash: string; key: StoredApiKey }[]> {
  const query = new QueryCommand({
    TableName: config.tableName(),
    KeyConditionExpression: 'tenantId = :tenant AND begins_with(contactId, :prefix)',
    ExpressionAttributeValues: { ':tenant': tenantId, ':prefix': apiKeyPrefix },
    ConsistentRead: true,
  });
  const { Items = [] } = await send((db) => db.send(query));
  return Items.map((item) => ({ hash: String(item.contactId).slice(apiKeyPrefix.length), key: stored(item) }));
}

/** Revokes a key for good: the first time counts. Warm functions may accept it for another 60 s. */
export async function revokeApiKey(tenantId: string, hash: string): Promise<void> {
  const update = new UpdateCommand(
    updateItem(tenantId, keys.apiKey(hash), {
      set: [['revokedAt', new Date().toISOString()]],
      condition: {
        expression: 'attribute_exists(contactId) AND attribute_not_exists(revokedAt)',
        names: {},
        values: {},
      },
    }),
  );
  const outcome = await attempt(() => send((db) => db.send(update)));
  if ('failed' in outcome && !outcome.failed[0]?.found) throw new Error('The tenant has no such API key');
}
