import type { Suggestion } from '../../contacts/duplicates.ts';
import { keys } from '../table/keys.ts';
import { type Condition, updateItem } from '../table/update.ts';
import { type Operation, writeAll } from '../table/writeAll.ts';

/** Stores, in both directions, that a contact and another one may be one person, as part of a transaction. */
export const suggestionOperations = (
  tenantId: string,
  contactId: string,
  { otherId, reason, weight }: Suggestion,
  condition?: Condition,
): Operation[] =>
  [keys.duplicate(contactId, otherId), keys.duplicate(otherId, contactId)].map((key) => ({
    Update: updateItem(tenantId, key, { set: Object.entries({ reason, weight }), ...(condition && { condition }) }),
  }));

/**
 * Stores the suggestion, for a person to decide, that two contacts are one person. The first reason is kept, unless a
 * strong one follows a weak one. Throws `unavailable`.
 */
export async function suggestDuplicate(tenantId: string, contactId: string, suggestion: Suggestion): Promise<void> {
  const condition =
    suggestion.weight === 'strong'
      ? { expression: '(attribute_not_exists(contactId) OR weight = :weak)', names: {}, values: { ':weak': 'weak' } }
      : { expression: 'attribute_not_exists(contactId)', names: {}, values: {} };
  const operations = suggestionOperations(tenantId, contactId, suggestion, condition);
  await writeAll(operations.map((operation) => ({ operation, onFailure: undefined })));
}
