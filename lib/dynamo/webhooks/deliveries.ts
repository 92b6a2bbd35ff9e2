import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import type { Delivery, DeliveryChange } from '../../contacts/deliveries.ts';
import { send } from '../table/client.ts';
import { cursorAt, readPosition } from '../table/cursor.ts';
import { backlogShardOf, deliveryShardOf } from '../table/indexes.ts';
import { deliveriesOf, keys } from '../table/keys.ts';
import { updateItem } from '../table/update.ts';
import { attempt, writeIf } from '../table/writeAll.ts';

const lifetimeSeconds = 30 * 86_400;

/** The key of a delivery. An event has one for each webhook, however often it is published. */
export const deliveryKey = ({ webhookId, detail }: Pick<Delivery, 'webhookId' | 'detail'>): string =>
  keys.delivery(webhookId, detail.changedAt, detail.id);

/**
 * Stores a delivery for 30 days after the event. Its first attempt follows at once, unless it is in the backlog.
 * Returns what is stored: if the event has a delivery to the webhook already, that one.
 */
export async function recordDelivery(delivery: Delivery): Promise<Delivery> {
  const contactId = deliveryKey(delivery);
  const expiresAt = Math.floor(Date.parse(delivery.detail.changedAt) / 1000) + lifetimeSeconds;
  const Item = { ...delivery, contactId, expiresAt, ...(delivery.inBacklog && due(delivery, delivery)) };
  const put = new PutCommand({
    TableName: config.tableName(),
    Item,
    ConditionExpression: 'attribute_not_exists(contactId)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  const outcome = await attempt(() => send((db) => db.send(put)));
  const [{ found } = {}] = 'failed' in outcome ? outcome.failed : [];
  return found ? asDelivery(found) : delivery;
}

/** Finds a delivery by its key. Strongly consistent. */
export async function findDelivery(tenantId: string, key: string): Promise<Delivery | undefined> {
  const Key = { tenantId, contactId: key };
  const get = new GetCommand({ TableName: config.tableName(), Key, ConsistentRead: true });
  const { Item } = await send((db) => db.send(get));
  return Item && asDelivery(Item);
}

/**
 * Changes a delivery, unless it is due at another time by now or has another status, and returns whether it did. One
 * that is due later, or in the backlog, is found by the index `byDue`. A change of `dueAt` states `inBacklog`, too.
 */
export function updateDelivery(delivery: Delivery, change: DeliveryChange): Promise<boolean> {
  const { tenantId, status, dueAt } = delivery;
  const set = Object.entries({ ...change, ...('dueAt' in change && due(delivery, change)) });
  const update = updateItem(tenantId, deliveryKey(delivery), { set, expected: { status, dueAt } });
  return writeIf(() => send((db) => db.send(new UpdateCommand(update))));
}

/** The attributes of the index `byDue`. */
const due = ({ detail, webhookId }: Delivery, { inBacklog, dueAt }: DeliveryChange) => ({
  dueAt,
  dueShard: dueAt && (inBacklog ? backlogShardOf(webhookId) : deliveryShardOf(detail.contactId)),
});

type DeliveriesQuery = {
  /** The size of a page, 1 to 100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
};

type DeliveriesPage = { readonly deliveries: readonly Delivery[]; readonly nextCursor?: string };

/**
 * Lists one page of the deliveries to a webhook, the newest change first. Throws `unavailable`, and `invalid` for the
 * cursor.
 */
export async function listDeliveries(
  tenantId: string,
  webhookId: string,
  { limit, cursor }: DeliveriesQuery,
): Promise<DeliveriesPage> {
  const listing = { tenantId, deliveries: webhookId };
  const prefix = deliveriesOf(webhookId);
  const before = cursor === undefined ? undefined : readPosition(cursor, listing, readRest);
  const query = new QueryCommand({
    TableName: config.tableName(),
    KeyConditionExpression: 'tenantId = :tenant AND begins_with(contactId, :prefix)',
    ExpressionAttributeValues: { ':tenant': tenantId, ':prefix': prefix },
    ScanIndexForward: false,
    // One more than the page holds shows whether there is a next page.
    Limit: limit + 1,
    ...(before !== undefined && { ExclusiveStartKey: { tenantId, contactId: prefix + before } }),
  });
  const { Items = [] } = await send((db) => db.send(query));
  const deliveries = Items.slice(0, limit).map(asDelivery);
  const last = deliveries.at(-1);
  if (Items.length <= limit || last === undefined) return { deliveries };
  const position = Buffer.from(deliveryKey(last).slice(prefix.length));
  return { deliveries, nextCursor: cursorAt(position, listing) };
}

/** The rest of the key of a delivery. DynamoDB accepts any text of this length in its place. */
const readRest = (bytes: Buffer): string | undefined =>
  bytes.length > 0 && bytes.length <= 500 ? bytes.toString() : undefined;

type DeliveriesAfter = {
  /** What the keys follow after the prefix: a time (ISO 8601 in UTC with milliseconds), or the rest of a key. */
  readonly after: string;
  readonly limit: number;
};

/**
 * Reads up to `limit` deliveries to a webhook after a position, the oldest first, and the position of the next page.
 */
export async function readDeliveries(tenantId: string, webhookId: string, { after, limit }: DeliveriesAfter) {
  const prefix = deliveriesOf(webhookId);
  const query = new QueryCommand({
    TableName: config.tableName(),
    KeyConditionExpression: 'tenantId = :tenant AND contactId BETWEEN :after AND :last',
    // `~` sorts after the digits of a time.
    ExpressionAttributeValues: { ':tenant': tenantId, ':after': prefix + after, ':last': `${prefix}~` },
    Limit: limit,
  });
  const { Items = [], LastEvaluatedKey } = await send((db) => db.send(query));
  const next = LastEvaluatedKey && String(LastEvaluatedKey.contactId).slice(prefix.length);
  return { deliveries: Items.map(asDelivery), next };
}

/** Reads a stored delivery. The table holds only what lib/dynamo wrote, so its form is not checked again. */
function asDelivery({ contactId: _, dueShard: __, expiresAt: ___, ...item }: Record<string, unknown>): Delivery {
  return item as Delivery;
}
