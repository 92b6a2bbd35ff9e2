import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { isUnresolved, type StoredContact } from '../../contacts/contact.ts';
import { hasLookupAddress, lookupAddressesOf } from '../../contacts/lookupAddresses.ts';
import { pacingMilliseconds } from '../../contacts/pacing.ts';
import { asContact } from '../contacts/getContact.ts';
import { setDue } from '../resolution/resolution.ts';
import { send } from '../table/client.ts';
import { contactRange, keys } from '../table/keys.ts';
import { updateItem } from '../table/update.ts';
import { writeIf } from '../table/writeAll.ts';
import { type CrmConnectionItem, findConnection } from './crmConnection.ts';

const pageSize = 50;

/**
 * Makes the next page of a tenant's unresolved contacts due, paced, because its connection is new. Returns whether
 * there are more. The progress is stored, so that another call can continue.
 */
export async function enqueueBacklog(tenantId: string): Promise<boolean> {
  const connection = await findConnection(tenantId);
  if (connection?.dueAt === undefined) return false;
  const query = new QueryCommand({
    TableName: config.tableName(),
    KeyConditionExpression: 'tenantId = :tenant AND contactId BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':tenant': tenantId, ':first': contactRange.first, ':last': contactRange.last },
    Limit: pageSize,
    ...(connection.enqueuedTo && { ExclusiveStartKey: { tenantId, contactId: connection.enqueuedTo } }),
  });
  const { Items = [], LastEvaluatedKey } = await send((db) => db.send(query));
  const unresolved = Items.map(asContact).filter(needsLookup);
  const from = Math.max(Date.now(), connection.enqueuedUntil ?? 0);
  await Promise.all(unresolved.map(({ contactId }, i) => setDue(tenantId, contactId, from + i * pacingMilliseconds)));
  const enqueuedTo = LastEvaluatedKey && String(LastEvaluatedKey.contactId);
  const isSaved = await saveProgress(connection, enqueuedTo, from + unresolved.length * pacingMilliseconds);
  return isSaved && enqueuedTo !== undefined;
}

const needsLookup = (contact: StoredContact): boolean =>
  isUnresolved(contact) && hasLookupAddress(lookupAddressesOf(contact));

/**
 * Stores the progress, provided that the connection is the same and no other call has made progress. Returns whether it
 * was stored.
 */
async function saveProgress(
  seen: CrmConnectionItem,
  enqueuedTo: string | undefined,
  enqueuedUntil: number,
): Promise<boolean> {
  const done = { dueAt: undefined, dueShard: undefined, enqueuedUntil: undefined };
  const { revision } = seen;
  const update = updateItem(seen.tenantId, keys.crm(), {
    set: Object.entries({ enqueuedTo, ...(enqueuedTo === undefined ? done : { enqueuedUntil }) }),
    expected: { revision, enqueuedTo: seen.enqueuedTo },
  });
  return writeIf(() => send((db) => db.send(new UpdateCommand(update))));
}
