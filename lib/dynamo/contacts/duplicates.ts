import { config } from '../../config.ts';
import type { ClaimKey } from '../../contacts/identities.ts';
import { keys } from '../table/keys.ts';
import { writeAll } from '../table/writeAll.ts';

/** Why two contacts may be one person: what both are stated to have, since when (epoch milliseconds) and by whom. */
export type Reason = ClaimKey & { readonly at: number; readonly by: string };

/**
 * Stores the suggestion, for a person to decide, that two contacts are one person: one item for each of them. The first
 * reason is kept. Throws `unavailable`.
 */
export async function suggestDuplicate(
  tenantId: string,
  [first, second]: readonly [string, string],
  reason: Reason,
): Promise<void> {
  const directions = [keys.duplicate(first, second), keys.duplicate(second, first)];
  await writeAll(
    directions.map((contactId) => ({
      operation: {
        Put: {
          TableName: config.tableName(),
          Item: { tenantId, contactId, reason },
          ConditionExpression: 'attribute_not_exists(contactId)',
        },
      },
      onFailure: undefined,
    })),
  );
}
