import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { termsOf } from '../../contacts/search/terms.ts';
import { asContact } from '../contacts/getContact.ts';
import { settleStatusKey } from '../contacts/settleStatusKey.ts';
import { readAll } from '../table/batches.ts';
import { send } from '../table/client.ts';
import { contactRange, readSearchKey, searchRange } from '../table/keys.ts';
import { settlePostings } from './projectPostings.ts';

/** How far a tenant's indexes have been rebuilt: first by all contacts, then by all postings. */
export type Progress = { readonly of: 'contacts' | 'postings'; readonly done: number; readonly total: number };

const postingRange = { first: searchRange(''), last: searchRange('\u{10ffff}') } as const;

/** How many contacts are updated at once. */
const atOnce = 25;

/**
 * Writes the postings and places in the list of a status that a tenant's contacts lack, and deletes those that they
 * should not have. Contacts may be written meanwhile, and searched. It may be stopped, and started again.
 */
export async function* reindex(tenantId: string): AsyncGenerator<Progress> {
  yield* inRange(tenantId, 'contacts', contactRange, async (items) => {
    await settleEach(items, async (item) => {
      const contact = asContact(item);
      await settleStatusKey(item);
      await settlePostings(tenantId, contact.contactId, termsOf(contact).words);
    });
  });
  yield* inRange(tenantId, 'postings', postingRange, async (items) => {
    const postings = items.map(({ contactId }) => readSearchKey(String(contactId)));
    const ids = postings.map(({ contactId }) => contactId);
    const contacts = new Map((await readAll(tenantId, ids)).map((item) => [item.contactId, asContact(item)]));
    const wrong = postings.filter(({ word, contactId }) => !hasWord(contacts.get(contactId), word));
    const byContact = Map.groupBy(wrong, ({ contactId }) => contactId);
    await settleEach([...byContact], ([contactId, all]) =>
      settlePostings(tenantId, contactId, new Set(all.map(({ word }) => word))),
    );
  });
}

const hasWord = (contact: StoredContact | undefined, word: string): boolean =>
  contact !== undefined && termsOf(contact).words.has(word);

async function settleEach<Each>(all: readonly Each[], settle: (each: Each) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += atOnce) await Promise.all(all.slice(at, at + atOnce).map(settle));
}

type Item = Record<string, unknown>;

/** Handles all items of a range, page by page, and yields the progress. Items may be added meanwhile. */
async function* inRange(
  tenantId: string,
  of: Progress['of'],
  range: { readonly first: string; readonly last: string },
  handle: (items: readonly Item[]) => Promise<void>,
): AsyncGenerator<Progress> {
  let total = 0;
  for await (const { Count = 0 } of pages(tenantId, range, { Select: 'COUNT' })) total += Count;
  let done = 0;
  yield { of, done, total };
  for await (const { Items = [] } of pages(tenantId, range, { Limit: 100 })) {
    await handle(Items);
    done += Items.length;
    yield { of, done, total: Math.max(done, total) };
  }
}

async function* pages(
  tenantId: string,
  { first, last }: { readonly first: string; readonly last: string },
  options: Pick<QueryCommandInput, 'Select' | 'Limit'>,
) {
  let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
  do {
    const query = new QueryCommand({
      TableName: config.tableName(),
      KeyConditionExpression: 'tenantId = :tenant AND contactId BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':tenant': tenantId, ':first': first, ':last': last },
      ...options,
      ...(ExclusiveStartKey && { ExclusiveStartKey }),
    });
    const reply = await send((db) => db.send(query));
    yield reply;
    ExclusiveStartKey = reply.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
}
