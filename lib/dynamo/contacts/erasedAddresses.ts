import { config } from '../../config.ts';
import { erasedHash, erasedLifetime } from '../../contacts/erasure.ts';
import { writeEach } from '../table/batches.ts';
import { keys } from '../table/keys.ts';
import type { Operation } from '../table/writeAll.ts';

/** The sort key of the item that says that an identity was erased. */
export const erasedKey = (tenantId: string, identityKey: string): string =>
  keys.erased(erasedHash(tenantId, identityKey));

/**
 * Stores, without the addresses themselves, that identities with these keys were erased at a time (epoch milliseconds),
 * for as long as earlier events about them may arrive. Throws `unavailable`.
 */
export const markErased = (tenantId: string, identityKeys: Iterable<string>, erasedAt: number): Promise<void> =>
  writeEach(
    Array.from(new Set(identityKeys), (key) => {
      const contactId = erasedKey(tenantId, key);
      const expiresAt = Math.floor((erasedAt + erasedLifetime) / 1000);
      return { PutRequest: { Item: { tenantId, contactId, erasedAt, expiresAt } } };
    }),
  );

type Marked = { readonly key: string; readonly identity: { readonly kind: string } };

/** Says which of these identities were erased in the last 14 days, by the items that are at their `erasedKey`s. */
export function erasureNotes(
  tenantId: string,
  identities: readonly Marked[],
  items: readonly Record<string, unknown>[],
): string[] {
  const times = new Map(items.map(({ contactId, erasedAt }) => [contactId, erasedAt]));
  return identities.flatMap(({ key, identity: { kind } }) => {
    const erasedAt = times.get(erasedKey(tenantId, key));
    return typeof erasedAt === 'number' ? [`${kind} was erased at ${new Date(erasedAt).toISOString()}`] : [];
  });
}

/**
 * Checks, as part of a transaction, that an identity has not been erased since a time (epoch milliseconds). An item
 * that DynamoDB deletes late counts: an event that is older than it is refused all the same.
 */
export const notErasedSince = (tenantId: string, identityKey: string, observedAt: number): Operation => ({
  ConditionCheck: {
    TableName: config.tableName(),
    Key: { tenantId, contactId: erasedKey(tenantId, identityKey) },
    ConditionExpression: 'attribute_not_exists(contactId) OR erasedAt < :at',
    ExpressionAttributeValues: { ':at': observedAt },
  },
});
