import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../config.ts';
import { send } from './client.ts';
import { timestamp } from './contactUpdate.ts';
import { keys } from './keys.ts';
import { writeIf } from './writeIf.ts';

/** Something that is due: a contact to look up, or all of a tenant whose connection is new. */
export type DueItem = { readonly tenantId: string; readonly key: string; readonly dueAt: string };

/** More would be a shard of a thousand contacts in a minute, which has a next one. */
const most = 1000;

/** Finds what is due in a shard until a time (epoch milliseconds), the longest overdue first. Eventually consistent. */
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

const resolutionPrefix = keys.resolution('');

/** The contact that is to be looked up, or `undefined` where all of a tenant are. */
export const contactIdOf = ({ key }: DueItem): string | undefined =>
  key.startsWith(resolutionPrefix) ? key.slice(resolutionPrefix.length) : undefined;
