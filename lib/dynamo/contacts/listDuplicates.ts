import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { isSplit } from '../../contacts/duplicates/split.ts';
import type { Pair } from '../../contacts/duplicates.ts';
import { mergedIds } from '../../contacts/fold.ts';
import { readAll } from '../table/batches.ts';
import { send } from '../table/client.ts';
import { cursorAt, readPosition } from '../table/cursor.ts';
import { keys, readPairKey, suggestionRange } from '../table/keys.ts';
import { asContact } from './getContact.ts';
import { asPair, placeOf } from './pairs.ts';

/** A suggested pair, with both contacts as they are now. */
export type Duplicate = Pair & { readonly contacts: readonly [StoredContact, StoredContact] };

type Page = { readonly items: readonly Duplicate[]; readonly nextCursor?: string };

type Query = {
  readonly tenantId: string;
  /** The size of a page, 1 to 100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
};

/** How often a page reads on, where places in the list do not count. */
const maxSteps = 5;

/**
 * Lists one page of a tenant's suggested pairs: the strong ones first, and of one weight those of the oldest contacts.
 * A pair is left out while one of the two is merged into another contact, and for good once it is dismissed, or once a
 * person has removed an address from one of them that the other one has. What was merged into a contact counts as it. A
 * page may have fewer pairs than `limit`, or none, although there are more. Eventually consistent. Throws
 * `unavailable`, and `invalid` for the cursor.
 */
export async function listDuplicates({ tenantId, limit, cursor }: Query): Promise<Page> {
  const listing = { tenantId, list: 'duplicates' };
  const pageTo = (place: string, items: readonly Duplicate[]): Page => ({
    items,
    nextCursor: cursorAt(Buffer.from(place), listing),
  });
  const items: Duplicate[] = [];
  let start = cursor === undefined ? undefined : readPosition(cursor, listing, readPlace);
  for (let step = 0; step < maxSteps; step++) {
    const places = await readPlaces(tenantId, limit, start);
    items.push(...(await readDuplicates(tenantId, places.keys)));
    const last = items[limit - 1];
    if (items.length > limit && last) return pageTo(placeOf(last.weight, last.ids), items.slice(0, limit));
    start = places.last;
    if (start === undefined) return { items };
  }
  return pageTo(start ?? '', items);
}

/** A place in the list. DynamoDB accepts any text in it. */
function readPlace(bytes: Buffer): string | undefined {
  const place = bytes.toString();
  return place.startsWith(suggestionRange) && bytes.length <= 500 ? place : undefined;
}

/** What one query reads: places in the list, and the last one unless it is the end. */
async function readPlaces(tenantId: string, limit: number, start: string | undefined) {
  const query = new QueryCommand({
    TableName: config.tableName(),
    KeyConditionExpression: 'tenantId = :tenant AND begins_with(contactId, :places)',
    ExpressionAttributeValues: { ':tenant': tenantId, ':places': suggestionRange },
    // One more than the page holds shows whether there is a next page.
    Limit: limit + 1,
    ...(start !== undefined && { ExclusiveStartKey: { tenantId, contactId: start } }),
  });
  const { Items = [], LastEvaluatedKey } = await send((db) => db.send(query));
  return {
    keys: Items.map(({ contactId }) => String(contactId)),
    last: LastEvaluatedKey && String(LastEvaluatedKey.contactId),
  };
}

/** The pairs at these places, in their order, without those that are not suggested there any more. */
async function readDuplicates(tenantId: string, places: readonly string[]): Promise<Duplicate[]> {
  const all = places.map((place) => ({ place, ids: readPairKey(place) }));
  const [items, contactItems] = await Promise.all([
    readAll(
      tenantId,
      all.map(({ ids }) => keys.duplicate(...ids)),
    ),
    readAll(
      tenantId,
      all.flatMap(({ ids }) => ids.map(keys.contact)),
    ),
  ]);
  const pairs = new Map(items.map(asPair).map((pair) => [placeOf(pair.weight, pair.ids), pair]));
  const contacts = new Map(contactItems.map(asContact).map((contact) => [contact.contactId, contact]));
  const suggested = all.flatMap(({ place, ids: [lower, higher] }) => {
    const [pair, one, other] = [pairs.get(place), contacts.get(lower), contacts.get(higher)];
    if (pair === undefined || one === undefined || other === undefined) return [];
    return isSuggested(pair, one, other) ? [{ ...pair, contacts: [one, other] as const }] : [];
  });
  return withoutDismissedParts(tenantId, suggested);
}

/** The pairs of which a person has dismissed no two parts: what was merged into a contact belongs to it. */
async function withoutDismissedParts(tenantId: string, duplicates: readonly Duplicate[]): Promise<Duplicate[]> {
  const partKeys = ({ contacts: [one, other] }: Duplicate) =>
    idsIn(one).flatMap((id) => idsIn(other).map((otherId) => keys.duplicate(id, otherId)));
  const merged = duplicates.filter(({ contacts }) => contacts.some(({ contributions }) => contributions));
  const items = await readAll(tenantId, merged.flatMap(partKeys));
  const dismissed = new Set(items.filter((item) => item.dismissed).map((item) => item.contactId));
  return duplicates.filter((each) => !partKeys(each).some((key) => dismissed.has(key)));
}

const idsIn = (contact: StoredContact): string[] => [contact.contactId, ...mergedIds(contact)];

const isSuggested = (pair: Pair, one: StoredContact, other: StoredContact): boolean =>
  pair.dismissed === undefined &&
  (pair.reasons.length > 0 || pair.similarity !== undefined) &&
  [one, other].every(({ mergedInto }) => mergedInto === undefined) &&
  !isSplit(one, other);
