import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { send } from '../table/client.ts';
import { cursorAfter, readCursor } from '../table/cursor.ts';
import { contactRange } from '../table/keys.ts';
import { asContact } from './getContact.ts';

type Page = { readonly items: readonly StoredContact[]; readonly nextCursor?: string };

type Query = {
  readonly tenantId: string;
  readonly sort: 'createdAt' | '-createdAt';
  /** The size of a page, 1 to 100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
};

/**
 * Lists one page of a tenant's contacts in the order of their creation, without those that were merged into another.
 */
export async function listContacts({ tenantId, sort, limit, cursor }: Query): Promise<Page> {
  const listing = { tenantId, sort };
  const items: StoredContact[] = [];
  let start = cursor === undefined ? undefined : { tenantId, contactId: readCursor(cursor, listing) };
  do {
    const query = new QueryCommand({
      TableName: config.tableName(),
      KeyConditionExpression: 'tenantId = :tenant AND contactId BETWEEN :first AND :last',
      FilterExpression: 'attribute_not_exists(mergedInto)',
      ExpressionAttributeValues: { ':tenant': tenantId, ':first': contactRange.first, ':last': contactRange.last },
      ScanIndexForward: sort === 'createdAt',
      // One more than the page holds shows whether there is a next page.
      Limit: limit + 1,
      ...(start && { ExclusiveStartKey: start }),
    });
    const { Items = [], LastEvaluatedKey } = await send((db) => db.send(query));
    items.push(...Items.map(asContact));
    start = LastEvaluatedKey && { tenantId, contactId: String(LastEvaluatedKey.contactId) };
  } while (start !== undefined && items.length <= limit);
  const last = items[limit - 1];
  if (items.length <= limit || last === undefined) return { items };
  return { items: items.slice(0, limit), nextCursor: cursorAfter(last.contactId, listing) };
}
