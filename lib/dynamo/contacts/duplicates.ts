import { config } from '../../config.ts';
import {
  inOrder,
  type Pair,
  type Reason,
  type Similarity,
  type Suggestion,
  type Weight,
  weights,
} from '../../contacts/duplicates.ts';
import type { Stamp } from '../../contacts/identities.ts';
import { keys, readPairKey } from '../table/keys.ts';
import { type Condition, type Update, updateItem } from '../table/update.ts';
import { type Operation, writeAll } from '../table/writeAll.ts';

/** What the attribute of a reason begins with; its field follows. */
const reasonPrefix = 'reason:';

/** Checks, as part of a transaction, that a contact has not been erased: nobody would remove a suggestion about it. */
export const existenceCheck = (tenantId: string, contactId: string): Operation => ({
  ConditionCheck: {
    TableName: config.tableName(),
    Key: { tenantId, contactId: keys.contact(contactId) },
    ConditionExpression: 'attribute_exists(contactId)',
  },
});

/**
 * The keys of all items of a pair: one item for each of the two contacts, which say the same, and the places of the
 * pair in the list of suggestions, of which it has one at most.
 */
export const pairKeys = (one: string, other: string): readonly string[] => [
  ...directions(one, other),
  ...places(one, other),
];

const directions = (one: string, other: string) => [keys.duplicate(one, other), keys.duplicate(other, one)];

const places = (one: string, other: string) => weights.map((weight) => placeOf(weight, one, other));

const placeOf = (weight: Weight, one: string, other: string) => keys.suggestion(weight, inOrder(one, other).join('#'));

/** Reads an item of a pair. The table holds only what lib/dynamo wrote, so its form is not checked again. */
export function asPair(item: Record<string, unknown>): Pair {
  const [one, other] = readPairKey(String(item.contactId));
  const reasons = Object.entries(item).flatMap(([name, reason]) =>
    name.startsWith(reasonPrefix) ? [{ field: name.slice(reasonPrefix.length), ...(reason as StoredReason) }] : [],
  );
  const weight = reasons.some((reason) => reason.weight === 'strong') ? 'strong' : 'weak';
  return {
    ids: inOrder(one, other),
    weight,
    reasons: reasons.filter((reason) => reason.weight === weight),
    ...(item.similarity !== undefined && { similarity: item.similarity as Similarity }),
    ...(item.dismissed !== undefined && { dismissed: item.dismissed as Stamp }),
  };
}

type StoredReason = Omit<Reason, 'field'> & { readonly weight: Weight };

/**
 * Stores, in both directions and in the list, that a contact and another one may be one person, as part of a
 * transaction. A dismissed pair stays dismissed: its place in the list does not count.
 */
export function suggestionOperations(
  tenantId: string,
  contactId: string,
  { otherId, reason: { field, ...reason }, weight }: Suggestion,
  condition?: Condition,
): Operation[] {
  const set = [
    [reasonPrefix + field, { ...reason, weight }],
    ['weight', weight],
  ] as const;
  return pairOperations(tenantId, [contactId, otherId], { set, ...(condition && { condition }) }, { list: weight });
}

/**
 * Stores the suggestion, for a person to decide, that two contacts are one person, as long as there are both. Of each field the first reason is
 * kept, unless a strong one follows a weak one; a weak one is kept only where there is no other. Does nothing for a
 * pair that a person dismissed. Throws `unavailable`.
 */
export async function suggestDuplicate(tenantId: string, contactId: string, suggestion: Suggestion): Promise<void> {
  const isNew =
    suggestion.weight === 'strong'
      ? {
          expression: '(attribute_not_exists(#reason) OR weight = :weak)',
          names: { '#reason': reasonPrefix + suggestion.reason.field },
          values: { ':weak': 'weak' },
        }
      : { expression: 'attribute_not_exists(weight)', names: {}, values: {} };
  const condition = { ...isNew, expression: `attribute_not_exists(dismissed) AND ${isNew.expression}` };
  await writeTogether([
    ...suggestionOperations(tenantId, contactId, suggestion, condition),
    ...[contactId, suggestion.otherId].map((id) => existenceCheck(tenantId, id)),
  ]);
}

/** States, as part of a transaction, that two contacts are two persons: they are never suggested again. */
export const dismissalOperations = (tenantId: string, ids: readonly [string, string], by: Stamp): Operation[] =>
  pairOperations(tenantId, ids, { set: [['dismissed', by]] }, {});

/** Changes both items of a pair, and gives it its place in the list, or takes it away. */
export function pairOperations(
  tenantId: string,
  [one, other]: readonly [string, string],
  update: Update,
  { list }: { readonly list?: Weight | undefined },
): Operation[] {
  const TableName = config.tableName();
  const listed = list && placeOf(list, one, other);
  return [
    ...directions(one, other).map((key) => ({ Update: updateItem(tenantId, key, update) })),
    ...(listed
      ? [{ Put: { TableName, Item: { tenantId, contactId: listed } } }]
      : places(one, other).map((contactId) => ({ Delete: { TableName, Key: { tenantId, contactId } } }))),
  ];
}

/** Makes all writes or, where a condition fails, none. Returns whether they were made. Throws `unavailable`. */
export async function writeTogether(operations: readonly Operation[]): Promise<boolean> {
  const failures = await writeAll(operations.map((operation) => ({ operation, onFailure: undefined })));
  return failures.length === 0;
}
