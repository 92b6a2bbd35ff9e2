import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { ContactError } from '../../contacts/ContactError.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { readAll } from '../table/batches.ts';
import { send } from '../table/client.ts';
import { cursorAt, findPosition, jsonIn } from '../table/cursor.ts';
import { feedShardsOf } from '../table/indexes.ts';
import { contactOfChange } from '../table/keys.ts';
import { asContact } from './getContact.ts';
import { listContacts } from './listContacts.ts';

/**
 * How long a change is older than its page, in milliseconds: an entry of the history is stamped and then written, which
 * takes a function ten seconds at most, and the index follows.
 */
const lag = 30_000;

/** As long as an erased contact leaves a trace, in milliseconds: 30 days. */
const lifetime = 30 * 86_400_000;

/**
 * Where a consumer of the feed is: in the walk through all contacts that began at `since`, behind a page of the list,
 * or at `since` in the changes, which is a time or the `feedKey` of a change.
 */
type Position = { readonly since: string; readonly cursor?: string | undefined; readonly isWalking: boolean };

type Feed = {
  readonly tenantId: string;
  /** The token of the page before; the empty text begins. */
  readonly syncToken: string;
  /** The most contacts of a page, 1 to 100. */
  readonly limit: number;
};

type FeedPage = {
  /** Contacts as they are now, each once. */
  readonly items: readonly StoredContact[];
  /** Contacts that there are no more, and what they were merged into. */
  readonly removed: readonly { readonly id: string; readonly mergedInto: string | null }[];
  readonly syncToken: string;
  /** Whether there is another page now. */
  readonly hasMore: boolean;
};

/**
 * Reads the feed of a tenant's contacts: first all of them in pages, and then those that have changed since, at least
 * once after each change that callers see. Throws `unavailable`, and `sync_token_expired`.
 */
export async function readFeed({ tenantId, syncToken, limit }: Feed): Promise<FeedPage> {
  const now = Date.now();
  const listing = { tenantId, feed: 'contacts' };
  const isoAt = (milliseconds: number) => new Date(milliseconds).toISOString();
  const position = syncToken === '' ? { since: isoAt(now - lag), isWalking: true } : read(syncToken, listing);
  if (!position || position.since < isoAt(now - lifetime)) {
    throw new ContactError('sync_token_expired', 'The sync token has expired; begin again with an empty one');
  }
  const { page, next } = await (position.isWalking
    ? walk(tenantId, limit, position)
    : readChanges(tenantId, limit, position, isoAt(now - lag)));
  return { ...page, syncToken: cursorAt(Buffer.from(JSON.stringify(next)), listing) };
}

const read = (syncToken: string, listing: Parameters<typeof findPosition>[1]): Position | undefined => {
  const bytes = findPosition(syncToken, listing);
  const { since, cursor, isWalking } = Object(bytes && jsonIn(bytes));
  const isPosition = typeof since === 'string' && since.length < 200 && ['string', 'undefined'].includes(typeof cursor);
  return isPosition && typeof isWalking === 'boolean' ? { since, cursor, isWalking } : undefined;
};

type Step = { readonly page: Omit<FeedPage, 'syncToken'>; readonly next: Position };

async function walk(tenantId: string, limit: number, { since, cursor }: Position): Promise<Step> {
  const { items, nextCursor } = await listContacts({ tenantId, sort: 'createdAt', limit, cursor });
  const hasMore = nextCursor !== undefined;
  return { page: { items, removed: [], hasMore }, next: { since, cursor: nextCursor, isWalking: hasMore } };
}

async function readChanges(tenantId: string, limit: number, { since }: Position, until: string): Promise<Step> {
  const changes = since < until ? await findChanges(tenantId, limit, since, until) : [];
  const hasMore = changes.length > limit;
  const here = changes.slice(0, limit);
  const last = here.at(-1)?.feedKey;
  const ids = [...new Set(here.map(({ key }) => contactOfChange(key)))];
  const found = new Map((await readAll(tenantId, ids)).map((item) => [item.contactId, asContact(item)]));
  const contacts = ids.map((id) => ({ id, contact: found.get(id) }));
  return {
    page: {
      items: contacts.flatMap(({ contact }) => (contact && contact.mergedInto === undefined ? [contact] : [])),
      removed: contacts.flatMap(({ id, contact }) =>
        contact && contact.mergedInto === undefined ? [] : [{ id, mergedInto: contact?.mergedInto ?? null }],
      ),
      hasMore,
    },
    next: { since: hasMore && last !== undefined ? last : max(since, until), isWalking: false },
  };
}

const max = (one: string, other: string): string => (one > other ? one : other);

/** The first changes after `since` and before `until`, in the order of their keys: one more than the page has. */
async function findChanges(tenantId: string, limit: number, since: string, until: string) {
  const shards = await Promise.all(
    feedShardsOf(tenantId).map(async (shard) => {
      const query = new QueryCommand({
        TableName: config.tableName(),
        IndexName: 'byChange',
        KeyConditionExpression: 'feedShard = :shard AND feedKey BETWEEN :since AND :until',
        // No key continues another one, so that none is between a key and itself with another character.
        ExpressionAttributeValues: { ':shard': shard, ':since': `${since}#`, ':until': until },
        Limit: limit + 1,
      });
      return (await send((db) => db.send(query))).Items ?? [];
    }),
  );
  const changes = shards.flat().map(({ feedKey, contactId }) => ({ feedKey: String(feedKey), key: String(contactId) }));
  return changes.sort((a, b) => (a.feedKey < b.feedKey ? -1 : 1)).slice(0, limit + 1);
}
