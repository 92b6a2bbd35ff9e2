import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { hasLookupAddress } from '../../contacts/lookupAddresses.ts';
import { lookupTargetOf } from '../../contacts/lookupTarget.ts';
import { pacingMilliseconds } from '../../contacts/pacing.ts';
import { partsOf } from '../../contacts/parts.ts';
import { refreshPeriod } from '../../contacts/resolution.ts';
import { asContact } from '../contacts/getContact.ts';
import { setDue } from '../resolution/resolution.ts';
import { send } from '../table/client.ts';
import { contactRange, keys } from '../table/keys.ts';
import { updateItem } from '../table/update.ts';
import { writeIf } from '../table/writeAll.ts';
import { type CrmConnectionItem, findConnection } from './crmConnection.ts';

const pageSize = 50;

/**
 * Makes the next page of a tenant's contacts due, because its connection is new. Those about which the CRM has stated
 * nothing yet are paced; those that are linked with its data are spread over a month. Returns whether there are more.
 * The progress is stored, so that another call can continue.
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
  const now = Date.now();
  const { soon = [], later = [] } = Object.groupBy(
    Items.map(asContact).flatMap(partsOf).flatMap(backlogItem),
    ({ isKnown }) => (isKnown ? 'later' : 'soon'),
  );
  const from = Math.max(now, connection.enqueuedUntil ?? 0);
  await Promise.all([
    ...soon.map(({ contactId, kind }, i) => setDue(tenantId, contactId, from + i * pacingMilliseconds, kind)),
    ...later.map(({ contactId, kind }) => setDue(tenantId, contactId, now + Math.random() * refreshPeriod, kind)),
  ]);
  const enqueuedTo = LastEvaluatedKey && String(LastEvaluatedKey.contactId);
  const isSaved = await saveProgress(connection, enqueuedTo, from + soon.length * pacingMilliseconds);
  return isSaved && enqueuedTo !== undefined;
}

/** What is to be looked up of a contact, if anything, and whether the CRM has stated something about it. */
function backlogItem(contact: StoredContact) {
  const { addresses, link } = lookupTargetOf(contact);
  const { contactId, mergedInto } = contact;
  if (mergedInto !== undefined || (!link && !hasLookupAddress(addresses))) return [];
  return [{ contactId, kind: link ? 'refresh' : 'fresh', isKnown: link?.isKnown ?? false } as const];
}

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
