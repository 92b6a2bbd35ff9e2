import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { linkOf, type StoredContact } from '../../contacts/contact.ts';
import { readAll } from '../table/batches.ts';
import { send } from '../table/client.ts';
import { cursorAfter, readCursor } from '../table/cursor.ts';
import { statusKeyOf } from '../table/indexes.ts';
import { contactRange } from '../table/keys.ts';
import { asContact } from './getContact.ts';

type Page = { readonly items: readonly StoredContact[]; readonly nextCursor?: string };

type Query = {
  readonly tenantId: string;
  readonly sort: 'createdAt' | '-createdAt';
  readonly resolutionStatus?: StoredContact['resolutionStatus'] | undefined;
  /** The size of a page, 1 to 100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
};

/** What one query reads: contacts, some of which may not be listed, and the id of the last one unless it is the end. */
type Step = { readonly contacts: readonly StoredContact[]; readonly last: string | undefined };

/**
 * Lists one page of a tenant's contacts, or of those with one status, in the order of their creation, without those
 * that were merged into another. Eventually consistent. Throws `unavailable`, and `invalid` for the cursor.
 */
export async function listContacts({ cursor, ...query }: Query): Promise<Page> {
  const { tenantId, sort, resolutionStatus, limit } = query;
  const listing = { tenantId, sort, ...(resolutionStatus && { resolutionStatus }) };
  const isListed = (contact: StoredContact): boolean =>
    contact.mergedInto === undefined &&
    (resolutionStatus === undefined || linkOf(contact).resolutionStatus === resolutionStatus);
  const items: StoredContact[] = [];
  let start = cursor === undefined ? undefined : readCursor(cursor, listing);
  do {
    const { contacts, last } = await (resolutionStatus
      ? readStatus({ ...query, resolutionStatus }, start)
      : readContacts(query, start));
    items.push(...contacts.filter(isListed));
    start = last;
  } while (start !== undefined && items.length <= limit);
  const last = items[limit - 1];
  if (items.length <= limit || last === undefined) return { items };
  return { items: items.slice(0, limit), nextCursor: cursorAfter(last.contactId, listing) };
}

async function readContacts({ tenantId, sort, limit }: Query, start: string | undefined): Promise<Step> {
  const { items, last } = await read(sort, limit, {
    KeyConditionExpression: 'tenantId = :tenant AND contactId BETWEEN :first AND :last',
    FilterExpression: 'attribute_not_exists(mergedInto)',
    ExpressionAttributeValues: { ':tenant': tenantId, ':first': contactRange.first, ':last': contactRange.last },
    ...(start !== undefined && { ExclusiveStartKey: { tenantId, contactId: start } }),
  });
  return { contacts: items.map(asContact), last };
}

/** The index has only the keys of contacts, and a moment later than they have a status. */
async function readStatus(
  { tenantId, sort, limit, resolutionStatus }: Query & { readonly resolutionStatus: string },
  start: string | undefined,
): Promise<Step> {
  const keyOf = (contactId: string) => ({ tenantId, contactId, statusKey: statusKeyOf(resolutionStatus, contactId) });
  const { items, last } = await read(sort, limit, {
    IndexName: 'byStatus',
    KeyConditionExpression: 'tenantId = :tenant AND begins_with(statusKey, :status)',
    ExpressionAttributeValues: { ':tenant': tenantId, ':status': statusKeyOf(resolutionStatus) },
    ...(start !== undefined && { ExclusiveStartKey: keyOf(start) }),
  });
  const ids = items.map(({ contactId }) => String(contactId));
  const found = new Map((await readAll(tenantId, ids)).map((item) => [item.contactId, asContact(item)]));
  return { contacts: ids.flatMap((id) => found.get(id) ?? []), last };
}

async function read(sort: Query['sort'], limit: number, query: Omit<QueryCommandInput, 'TableName'>) {
  const command = new QueryCommand({
    TableName: config.tableName(),
    ScanIndexForward: sort === 'createdAt',
    // One more than the page holds shows whether there is a next page.
    Limit: limit + 1,
    ...query,
  });
  const { Items = [], LastEvaluatedKey } = await send((db) => db.send(command));
  return { items: Items, last: LastEvaluatedKey && String(LastEvaluatedKey.contactId) };
}
