import { ContactError } from '../../contacts/ContactError.ts';
import type { Similarity, Suggestion } from '../../contacts/duplicates.ts';
import type { Stamp } from '../../contacts/identities.ts';
import type { Condition } from '../table/update.ts';
import type { Operation } from '../table/writeAll.ts';
import {
  existenceChecks,
  type Ids,
  pairRemovals,
  pairUpdates,
  placeRemovals,
  placing,
  reasonPrefix,
  writeTogether,
} from './pairs.ts';

const when = (expression: string): Condition => ({ expression, names: {}, values: {} });

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
  const ids = [contactId, otherId] as const;
  const set = [
    [reasonPrefix + field, { ...reason, weight }],
    ['weight', weight],
  ] as const;
  return [...pairUpdates(tenantId, ids, { set, ...(condition && { condition }) }), placing(tenantId, ids, weight)];
}

/**
 * Stores the suggestion, for a person to decide, that two contacts are one person, as long as there are both. Of each
 * field the first reason is kept, unless a strong one follows a weak one; a weak one is kept only where there is no
 * other. Does nothing for a pair that a person dismissed, or of which one contact is gone. Throws `unavailable`.
 */
export async function suggestDuplicate(tenantId: string, contactId: string, suggestion: Suggestion): Promise<void> {
  const isNew =
    suggestion.weight === 'strong'
      ? {
          expression: '(attribute_not_exists(#reason) OR weight = :weak)',
          names: { '#reason': reasonPrefix + suggestion.reason.field },
          values: { ':weak': 'weak' },
        }
      : when('attribute_not_exists(weight)');
  const condition = { ...isNew, expression: `attribute_not_exists(dismissed) AND ${isNew.expression}` };
  await writeTogether([
    ...suggestionOperations(tenantId, contactId, suggestion, condition),
    ...existenceChecks(tenantId, [contactId, suggestion.otherId]),
  ]);
}

/**
 * Stores that two contacts have similar values. Does nothing where a person dismissed the pair, or where one of the
 * contacts is gone. Throws `unavailable`.
 */
export async function suggestSimilar(tenantId: string, ids: Ids, similarity: Similarity): Promise<void> {
  const condition = when('attribute_not_exists(dismissed)');
  await writeTogether([
    ...existenceChecks(tenantId, ids),
    ...pairUpdates(tenantId, ids, { set: [['similarity', similarity]], condition }),
    placing(tenantId, ids, 'weak'),
  ]);
}

/** Removes that two contacts have similar values, and with it a pair without another reason. Throws `unavailable`. */
export async function withdrawSimilar(tenantId: string, ids: Ids): Promise<void> {
  const isOnlyReason = 'attribute_not_exists(weight) AND attribute_not_exists(dismissed)';
  const removals = [...pairRemovals(tenantId, ids, isOnlyReason), ...placeRemovals(tenantId, ids)];
  if (await writeTogether(removals)) return;
  const update = { set: [['similarity', undefined]], condition: when('attribute_exists(contactId)') } as const;
  await writeTogether(pairUpdates(tenantId, ids, update));
}

/**
 * States, as part of a transaction, that two contacts are two persons, suggested or not: they are not suggested any
 * more, for whatever reason.
 */
export const dismissalOperations = (tenantId: string, ids: Ids, by: Stamp, condition?: Condition): Operation[] => [
  ...pairUpdates(tenantId, ids, { set: [['dismissed', by]], ...(condition && { condition }) }),
  ...placeRemovals(tenantId, ids),
];

/** Dismisses a pair for good, also again. Throws `duplicate_not_found` for one that was never suggested. */
export async function dismissDuplicate(tenantId: string, ids: Ids, by: Stamp): Promise<void> {
  const isDone = await writeTogether(dismissalOperations(tenantId, ids, by, when('attribute_exists(contactId)')));
  if (!isDone) throw new ContactError('duplicate_not_found', 'These two contacts are not suggested as duplicates');
}
