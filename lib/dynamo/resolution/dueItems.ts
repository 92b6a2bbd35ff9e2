import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { send } from '../table/client.ts';
import { keys } from '../table/keys.ts';
import { updateItem } from '../table/update.ts';
import { writeIf } from '../table/writeAll.ts';

/**
 * An item that is due: the resolution of a contact, a delivery, a webhook with a backlog, or a connection or settings
 * that are to be applied to all contacts of their tenant.
 */
export type DueItem = { readonly tenantId: string; readonly key: string; readonly dueAt: string };

/**
 * Finds the first items of a shard that are due up to a time (epoch milliseconds), in that order: 1000, or `limit`.
 * Eventually consistent.
 */
export async function findDue(shard: string, until: number, limit = 1000): Promise<DueItem[]> {
  const query = new QueryCommand({
    TableName: config.tableName(),
    IndexName: 'byDue',
    KeyConditionExpression: 'dueShard = :shard AND dueAt <= :until',
    ExpressionAttributeValues: { ':shard': shard, ':until': new Date(until).toISOString() },
    Limit: limit,
  });
  const { Items = [] } = await send((db) => db.send(query));
  return Items.map(({ tenantId, contactId, dueAt }) => ({
    tenantId: String(tenantId),
    key: String(contactId),
    dueAt: String(dueAt),
  }));
}

/**
 * Reschedules a due item to a later time (epoch milliseconds), and returns whether it was still due as found: of
 * several callers one succeeds, so this is also how a lease is taken.
 */
export const reschedule = ({ tenantId, key, dueAt }: DueItem, until: number): Promise<boolean> => {
  const set = [['dueAt', new Date(until).toISOString()]] as const;
  const update = new UpdateCommand(updateItem(tenantId, key, { set, expected: { dueAt } }));
  return writeIf(() => send((db) => db.send(update)));
};

/** The contact whose resolution is due. */
export const contactIdOf = ({ key }: DueItem): string => key.slice(keys.resolution('').length);
