import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { type ApiKey, deleteAtOf, type RolledKey, requireRoom } from '../../contacts/apiKeys.ts';
import { ContactError } from '../../contacts/ContactError.ts';
import { type Answering, writeAnswered } from '../table/answers.ts';
import { send } from '../table/client.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { type Update, updateItem } from '../table/update.ts';
import { type Operation, writeIf } from '../table/writeAll.ts';

/** The item of a tenant that every new key changes, so that two cannot both be the last one allowed. */
const lockKey = '#lock';

const asKey = (item: Record<string, unknown>): ApiKey => item as ApiKey;

/** Finds a key by its hash, valid or not. Strongly consistent, so that a new key works at once. */
export async function findApiKey(tenantId: string, keyHash: string): Promise<ApiKey | undefined> {
  const item = await findItem(tenantId, keyHash);
  return item && asKey(item);
}

async function findItem(tenantId: string, keyHash: string): Promise<Record<string, unknown> | undefined> {
  const Key = { tenantId, keyHash };
  const get = new GetCommand({ TableName: config.apiKeysTableName(), Key, ConsistentRead: true });
  return (await send((db) => db.send(get))).Item;
}

/** Lists the keys of a tenant, the newest first, also those that have ended lately. Strongly consistent. */
export const listApiKeys = async (tenantId: string): Promise<readonly ApiKey[]> =>
  (await findRange(tenantId, '0', 'g')).toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));

/** Gets a key by its id. Strongly consistent. Throws `api_key_not_found`. */
export async function getApiKey(tenantId: string, id: string): Promise<ApiKey> {
  const [key] = await findRange(tenantId, id, `${id}g`);
  if (!key) throw new ContactError('api_key_not_found', 'API key not found');
  return key;
}

/** Finds the keys whose hashes, in hex, are in a range. `maxStored` keeps a tenant's within one page. */
async function findRange(tenantId: string, first: string, last: string): Promise<readonly ApiKey[]> {
  const query = new QueryCommand({
    TableName: config.apiKeysTableName(),
    KeyConditionExpression: 'tenantId = :tenant AND keyHash BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':tenant': tenantId, ':first': first, ':last': last },
    ConsistentRead: true,
  });
  const { Items = [] } = await send((db) => db.send(query));
  // DynamoDB deletes them late.
  return Items.map(asKey).filter(({ deleteAt = Infinity }) => deleteAt * 1000 > Date.now());
}

/** Stores a new key. Throws `key_limit` if the tenant has too many, also where several are created at once. */
export async function createApiKey(key: ApiKey, answering?: Answering<ApiKey>): Promise<void> {
  await retryOnConflict(() => insert(key, answering));
}

/** Replaces a key by its successor. Throws `api_key_not_found`, `key_limit` and what `decide` throws. */
export const rollApiKey = (
  tenantId: string,
  id: string,
  decide: (current: ApiKey) => RolledKey,
  answering?: Answering<ApiKey>,
): Promise<RolledKey> =>
  retryOnConflict(async () => {
    const current = await getApiKey(tenantId, id);
    const rolled = decide(current);
    const Update = updateKey(tenantId, current.keyHash, {
      set: Object.entries(rolled.ending),
      expected: { createdAt: current.createdAt, revokedAt: undefined, replacedBy: undefined },
    });
    return (await insert(rolled.successor, answering, { Update })) && rolled;
  });

/** Revokes a key for good: the first time counts. Throws `api_key_not_found`, and what `check` of the key throws. */
export async function revokeApiKey(tenantId: string, id: string, check?: (key: ApiKey) => void): Promise<void> {
  const key = await getApiKey(tenantId, id);
  check?.(key);
  const revokedAt = new Date(Date.now()).toISOString();
  const update = updateKey(tenantId, key.keyHash, {
    set: Object.entries({ revokedAt, deleteAt: deleteAtOf(revokedAt) }),
    expected: { revokedAt: undefined },
    condition: { expression: 'attribute_exists(keyHash)', names: {}, values: {} },
  });
  await writeIf(() => send((db) => db.send(new UpdateCommand(update))));
}

/** Makes one attempt to store a new key, in one transaction with `others`. `undefined`: another write interfered. */
async function insert(
  key: ApiKey,
  answering: Answering<ApiKey> | undefined,
  ...others: Operation[]
): Promise<true | undefined> {
  const { tenantId, keyHash } = key;
  // Before the keys: one that the list does not show yet changes the lock afterwards.
  const { revision } = (await findItem(tenantId, lockKey)) ?? {};
  requireRoom(await listApiKeys(tenantId), Date.now());
  const Put = {
    TableName: config.apiKeysTableName(),
    Item: key,
    ConditionExpression: 'attribute_not_exists(keyHash)',
  };
  const Update = updateKey(tenantId, lockKey, { set: [['revision', keyHash]], expected: { revision } });
  const operations: Operation[] = [{ Put }, { Update }, ...others];
  const writes = operations.map((operation) => ({ operation, onFailure: undefined }));
  const failures = await writeAnswered(writes, answering?.(key));
  return failures.length === 0 || undefined;
}

/** An update of an item of the table of API keys. */
const updateKey = (tenantId: string, keyHash: string, update: Update) => ({
  ...updateItem(tenantId, keyHash, update),
  TableName: config.apiKeysTableName(),
  Key: { tenantId, keyHash },
});
