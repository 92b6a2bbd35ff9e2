import { DeleteCommand, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { ContactError } from '../../contacts/ContactError.ts';
import { requireRoomForWebhook, type Webhook, type WebhookChange } from '../../contacts/webhooks.ts';
import { type Answering, writeAnswered } from '../table/answers.ts';
import { send } from '../table/client.ts';
import { webhookShard } from '../table/indexes.ts';
import { keys, webhookRange } from '../table/keys.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { updateItem } from '../table/update.ts';
import { attempt } from '../table/writeAll.ts';

const keyOf = (tenantId: string, id: string) => ({ tenantId, contactId: keys.webhook(id) });

/** Reads a stored webhook. The table holds only what lib/dynamo wrote, so its form is not checked again. */
function asWebhook({ contactId: _, ...item }: Record<string, unknown>): Webhook {
  return item as Webhook;
}

/** Lists the webhooks of a tenant, the oldest first, in one request. Strongly consistent. */
export async function listWebhooks(tenantId: string): Promise<readonly Webhook[]> {
  const query = new QueryCommand({
    TableName: config.tableName(),
    KeyConditionExpression: 'tenantId = :tenant AND begins_with(contactId, :webhooks)',
    ExpressionAttributeValues: { ':tenant': tenantId, ':webhooks': webhookRange },
    ConsistentRead: true,
  });
  const { Items = [] } = await send((db) => db.send(query));
  return Items.map(asWebhook);
}

/** Finds a webhook of a tenant. Strongly consistent. */
export async function findWebhook(tenantId: string, id: string): Promise<Webhook | undefined> {
  const get = new GetCommand({ TableName: config.tableName(), Key: keyOf(tenantId, id), ConsistentRead: true });
  const { Item } = await send((db) => db.send(get));
  return Item && asWebhook(Item);
}

/** Gets a webhook of a tenant. Strongly consistent. Throws `webhook_not_found`. */
export async function getWebhook(tenantId: string, id: string): Promise<Webhook> {
  const webhook = await findWebhook(tenantId, id);
  if (webhook === undefined) throw webhookNotFound();
  return webhook;
}

const webhookNotFound = (): ContactError => new ContactError('webhook_not_found', 'Webhook not found');

/** Stores a new webhook. Throws `webhook_limit` if the tenant has too many, also where several are created at once. */
export const createWebhook = (webhook: Webhook, answering?: Answering<Webhook>): Promise<true> =>
  retryOnConflict(() => insert(webhook, answering));

/** Makes one attempt to store a new webhook. `undefined`: another one was created meanwhile. */
async function insert(webhook: Webhook, answering: Answering<Webhook> | undefined): Promise<true | undefined> {
  const { tenantId, id } = webhook;
  const TableName = config.tableName();
  const lock = new GetCommand({ TableName, Key: { tenantId, contactId: keys.webhookLock() }, ConsistentRead: true });
  // Before the webhooks: one that the list does not show yet changes the lock afterwards.
  const { Item: { revision } = {} } = await send((db) => db.send(lock));
  requireRoomForWebhook((await listWebhooks(tenantId)).length);
  const Item = { ...webhook, ...keyOf(tenantId, id) };
  const Put = { TableName, Item, ConditionExpression: 'attribute_not_exists(contactId)' };
  const Update = updateItem(tenantId, keys.webhookLock(), { set: [['revision', id]], expected: { revision } });
  const writes = [{ Put }, { Update }].map((operation) => ({ operation, onFailure: undefined }));
  const failures = await writeAnswered(writes, answering?.(webhook));
  return failures.length === 0 || undefined;
}

/**
 * Changes attributes of a webhook that has those of `expected`, and returns the changed webhook; undefined if it has
 * others by now. With a response to store, attributes that others change at the same time are as they were read. Throws
 * `webhook_not_found`.
 */
export async function updateWebhook(
  webhook: Webhook,
  change: WebhookChange,
  expected: WebhookChange,
  answering?: Answering<Webhook>,
): Promise<Webhook | undefined> {
  const { tenantId, id } = webhook;
  const due = 'dueAt' in change && { dueShard: change.dueAt && webhookShard };
  const update = updateItem(tenantId, keys.webhook(id), {
    set: Object.entries({ ...change, ...due }),
    expected,
    condition: { expression: 'attribute_exists(contactId)', names: {}, values: {} },
  });
  const changed = asWebhook({ ...webhook, ...change });
  const outcome = answering
    ? { failed: await writeAnswered([{ operation: { Update: update }, onFailure: undefined }], answering(changed)) }
    : await attempt(() => send((db) => db.send(new UpdateCommand({ ...update, ReturnValues: 'ALL_NEW' }))));
  if ('reply' in outcome) return asWebhook({ ...outcome.reply.Attributes });
  if (outcome.failed.length === 0) return changed;
  if (outcome.failed.every(({ found }) => found === undefined)) throw webhookNotFound();
  return undefined;
}

/**
 * Changes a webhook as `decide` says; `undefined` changes nothing. Returns the webhook, and whether it has changed.
 * Throws `webhook_not_found`.
 */
export const changeWebhook = (
  tenantId: string,
  id: string,
  decide: (webhook: Webhook) => WebhookChange | undefined,
  answering?: Answering<Webhook>,
): Promise<{ readonly webhook: Webhook; readonly isChanged: boolean }> =>
  retryOnConflict(async () => {
    const webhook = await getWebhook(tenantId, id);
    const change = decide(webhook);
    if (change === undefined) return { webhook, isChanged: false };
    const { changedAt, changedBy } = webhook;
    const changed = await updateWebhook(webhook, change, { changedAt, changedBy }, answering);
    return changed && { webhook: changed, isChanged: true };
  });

/** Removes a webhook, and returns it. Throws `webhook_not_found`. */
export async function deleteWebhook(tenantId: string, id: string): Promise<Webhook> {
  const webhook = await getWebhook(tenantId, id);
  const remove = new DeleteCommand({
    TableName: config.tableName(),
    Key: keyOf(tenantId, id),
    ReturnValues: 'ALL_OLD',
  });
  const { Attributes } = await send((db) => db.send(remove));
  // If the reply was lost, the webhook is gone already.
  return Attributes ? asWebhook(Attributes) : webhook;
}
