import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import type { HistoryEntry } from '../../contacts/history.ts';
import { send } from '../table/client.ts';
import { cursorAt, readPosition } from '../table/cursor.ts';
import { historyOf, keys } from '../table/keys.ts';

type Query = {
  readonly tenantId: string;
  readonly contactId: string;
  /** The size of a page, 1 to 100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
};

type Page = { readonly entries: readonly HistoryEntry[]; readonly nextCursor?: string };

/**
 * Lists one page of a contact's history, the newest change first. Throws `unavailable`, and `invalid` for the cursor.
 */
export async function listHistory({ tenantId, contactId, limit, cursor }: Query): Promise<Page> {
  const listing = { tenantId, history: contactId };
  const after = cursor === undefined ? undefined : readPosition(cursor, listing, readVersion);
  // One more than the page holds shows whether there is a next page.
  const entries = await readHistory({ tenantId, contactId, limit: limit + 1, before: after });
  const last = entries[limit - 1];
  if (entries.length <= limit || last === undefined) return { entries };
  const position = Buffer.alloc(versionBytes);
  position.writeUIntBE(last.version, 0, versionBytes);
  return { entries: entries.slice(0, limit), nextCursor: cursorAt(position, listing) };
}

const readVersion = (bytes: Buffer): number | undefined =>
  bytes.length === versionBytes ? bytes.readUIntBE(0, versionBytes) : undefined;

/** As many bytes as a safe integer needs at most, in whole bytes that Buffer reads. */
const versionBytes = 6;

type Read = Pick<Query, 'tenantId' | 'contactId' | 'limit'> & {
  /** Reads the entries of versions before this one; all, if it is absent. */
  readonly before?: number | undefined;
  readonly consistent?: boolean;
};

/** Reads up to `limit` entries of a contact's history, the newest first. Throws `unavailable`. */
export async function readHistory({ tenantId, contactId, limit, before, consistent = false }: Read) {
  const query = new QueryCommand({
    TableName: config.tableName(),
    KeyConditionExpression: 'tenantId = :tenant AND begins_with(contactId, :history)',
    ExpressionAttributeValues: { ':tenant': tenantId, ':history': historyOf(contactId) },
    ScanIndexForward: false,
    Limit: limit,
    ConsistentRead: consistent,
    ...(before !== undefined && { ExclusiveStartKey: { tenantId, contactId: keys.history(contactId, before) } }),
  });
  const { Items = [] } = await send((db) => db.send(query));
  return Items.map(asEntry);
}

/** Reads a stored entry. The table holds only what lib/dynamo wrote, so its form is not checked again. */
export const asEntry = (item: Record<string, unknown>): HistoryEntry => item as HistoryEntry;
