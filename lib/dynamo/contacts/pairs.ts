import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { inOrder, type Pair, type Reason, type Similarity, type Weight, weights } from '../../contacts/duplicates.ts';
import type { Stamp } from '../../contacts/identities.ts';
import { send } from '../table/client.ts';
import { keys, readPairKey } from '../table/keys.ts';
import { type Update, updateItem } from '../table/update.ts';
import { type Operation, writeAll } from '../table/writeAll.ts';

/** The ids of two contacts, in any order. */
export type Ids = readonly [string, string];

/** What the attribute of a reason begins with; its field follows. */
export const reasonPrefix = 'reason:';

/**
 * The keys of all items of a pair: one item for each of the two contacts, which say the same, and the places of the
 * pair in the list of suggestions, of which one at most counts.
 */
export const pairKeys = (...ids: Ids): readonly string[] => [...directions(ids), ...places(ids)];

const directions = ([one, other]: Ids) => [keys.duplicate(one, other), keys.duplicate(other, one)];

const places = (ids: Ids) => weights.map((weight) => placeOf(weight, ids));

/** The key of the place that a pair with a weight has in the list of suggestions. */
export const placeOf = (weight: Weight, [one, other]: Ids): string =>
  keys.suggestion(weight, inOrder(one, other).join('#'));

/** Reads an item of a pair. The table holds only what lib/dynamo wrote, so its form is not checked again. */
export function asPair(item: Record<string, unknown>): Pair {
  const reasons = reasonsOf(item);
  const weight = reasons.some((reason) => reason.weight === 'strong') ? 'strong' : 'weak';
  return {
    ids: inOrder(...readPairKey(String(item.contactId))),
    weight,
    reasons: reasons.filter((reason) => reason.weight === weight),
    ...(item.similarity !== undefined && { similarity: item.similarity as Similarity }),
    ...(item.dismissed !== undefined && { dismissed: item.dismissed as Stamp }),
  };
}

/** All that is stated of both contacts of a pair, the weak reasons also where there is a strong one. */
export const reasonsOf = (item: Record<string, unknown>): Pair['reasons'] =>
  Object.entries(item).flatMap(([name, reason]) =>
    name.startsWith(reasonPrefix) ? [{ field: name.slice(reasonPrefix.length), ...(reason as StoredReason) }] : [],
  );

type StoredReason = Omit<Reason, 'field'> & { readonly weight: Weight };

/** Lists all pairs of a contact, dismissed or not. Eventually consistent. Throws `unavailable`. */
export async function listPairs(tenantId: string, contactId: string): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
  do {
    const query = new QueryCommand({
      TableName: config.tableName(),
      KeyConditionExpression: 'tenantId = :tenant AND begins_with(contactId, :pairs)',
      ExpressionAttributeValues: { ':tenant': tenantId, ':pairs': keys.duplicate(contactId, '') },
      ...(ExclusiveStartKey && { ExclusiveStartKey }),
    });
    const { Items = [], LastEvaluatedKey } = await send((db) => db.send(query));
    pairs.push(...Items.map(asPair));
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return pairs;
}

/** Changes both items of a pair. */
export const pairUpdates = (tenantId: string, ids: Ids, update: Update): Operation[] =>
  directions(ids).map((key) => ({ Update: updateItem(tenantId, key, update) }));

/** Deletes both items of a pair, if the condition holds for each. */
export const pairRemovals = (tenantId: string, ids: Ids, ConditionExpression: string): Operation[] =>
  directions(ids).map((contactId) => ({
    Delete: { TableName: config.tableName(), Key: { tenantId, contactId }, ConditionExpression },
  }));

/** Gives a pair a place in the list, which counts as long as the pair has this weight. */
export const placing = (tenantId: string, ids: Ids, weight: Weight): Operation => ({
  Put: { TableName: config.tableName(), Item: { tenantId, contactId: placeOf(weight, ids) } },
});

/** Takes a pair out of the list. */
export const placeRemovals = (tenantId: string, ids: Ids): Operation[] =>
  places(ids).map((contactId) => ({ Delete: { TableName: config.tableName(), Key: { tenantId, contactId } } }));

/**
 * Checks, as part of a transaction, that contacts have not been erased: nobody would remove a suggestion about them.
 */
export const existenceChecks = (tenantId: string, ids: readonly string[]): Operation[] =>
  ids.map((id) => ({
    ConditionCheck: {
      TableName: config.tableName(),
      Key: { tenantId, contactId: keys.contact(id) },
      ConditionExpression: 'attribute_exists(contactId)',
    },
  }));

/** Makes all writes or, where a condition fails, none. Returns whether they were made. Throws `unavailable`. */
export async function writeTogether(operations: readonly Operation[]): Promise<boolean> {
  const failures = await writeAll(operations.map((operation) => ({ operation, onFailure: undefined })));
  return failures.length === 0;
}
