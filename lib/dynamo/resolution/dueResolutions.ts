import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { timestamp } from '../contacts/contactUpdate.ts';
import { send } from '../table/client.ts';
import { keys } from '../table/keys.ts';
import { writeIf } from '../table/writeIf.ts';

/** Something that is due: a contact to look up, or the connection of a tenant, all of whose contacts are to be. */
export type DueItem = { readonly tenantId: string; readonly key: string; readonly dueAt: string };

const most = 1000;

/** Finds what is due in a shard until a time (epoch milliseconds), the 1000 that are so first. Eventually consistent. */
export async function findDue(shard: string, until: number): Promise<DueItem[]> {
  const query = new QueryCommand({
    TableName: config.tableName(),
    IndexName: 'byDue',
    KeyConditionExpression: 'dueShard = :shard AND dueAt <= :until',
    ExpressionAttributeValues: { ':shard': shard, ':until': timestamp(until) },
    Limit: most,
  });
  const { Items = [] } = await send((db) => db.send(query));
  return Items.map(({ tenantId, contactId, dueAt }) => ({
    tenantId: String(tenantId),
    key: String(contactId),
    dueAt: String(dueAt),
  }));
}

/** Puts something that is due off, and tells whether it was still due: of several who find it, one sees to it. */
export async function putOff({ tenantId, key, dueAt }: DueItem, until: number): Promise<boolean> {
  const update = new UpdateCommand({
    TableName: config.tableName(),
    Key: { tenantId, contactId: key },
    UpdateExpression: 'SET dueAt = :until',
    ConditionExpression: 'dueAt = :seen',
    ExpressionAttributeValues: { ':until': timestamp(until), ':seen': dueAt },
  });
  return writeIf((db) => db.send(update));
}

/** The contact that is to be looked up. */
export const contactIdOf = ({ key }: DueItem): string => key.slice(keys.resolution('').length);
