import { config } from '../../config.ts';
import { erasedHash, erasedLifetime } from '../../contacts/erasure.ts';
import { writeEach } from '../table/batches.ts';
import { keys } from '../table/keys.ts';
import type { Operation } from '../table/writeAll.ts';

/**
 * Stores, without the addresses themselves, that identities with these keys were erased at a time (epoch milliseconds),
 * for as long as earlier events about them may arrive. Throws `unavailable`.
 */
export const markErased = (tenantId: string, identityKeys: Iterable<string>, erasedAt: number): Promise<void> =>
  writeEach(
    Array.from(new Set(identityKeys), (key) => {
      const contactId = keys.erased(erasedHash(tenantId, key));
      const expiresAt = Math.floor((erasedAt + erasedLifetime) / 1000);
      return { PutRequest: { Item: { tenantId, contactId, erasedAt, expiresAt } } };
    }),
  );

/**
 * Checks, as part of a transaction, that an identity has not been erased since a time (epoch milliseconds). An item that
 * DynamoDB deletes late counts: an event that is older than it is refused all the same.
 */
export const notErasedSince = (tenantId: string, identityKey: string, observedAt: number): Operation => ({
  ConditionCheck: {
    TableName: config.tableName(),
    Key: { tenantId, contactId: keys.erased(erasedHash(tenantId, identityKey)) },
    ConditionExpression: 'attribute_not_exists(contactId) OR erasedAt < :at',
    ExpressionAttributeValues: { ':at': observedAt },
  },
});
