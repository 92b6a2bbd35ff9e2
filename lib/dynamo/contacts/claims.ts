import { config } from '../../config.ts';
import type { Claim, ClaimWrite, Sighted } from '../../contacts/claims.ts';
import type { ClaimKey } from '../../contacts/identities.ts';
import { keys } from '../table/keys.ts';
import { updateItem } from '../table/update.ts';
import type { Operation } from '../table/writeAll.ts';

/** Reads a stored claim. The table holds only what lib/dynamo wrote, so its form is not checked again. */
export const asClaim = (item: Record<string, unknown>): Claim => item as Claim;

/** The sort key of a claim. */
export const claimSortKey = ({ field, key }: ClaimKey): string =>
  field === 'externalRef' ? keys.externalRef(key) : keys.identity(key);

/**
 * Takes, updates or releases a claim for a contact. Taking needs a claim that nobody owns, or that `from` does, which
 * gives it up in the same transaction: what the claim remembers of messages to `from` is forgotten. The condition of
 * the others is that the contact owns the claim, and that it remembers what was read.
 */
export function claimOperation(tenantId: string, ownerId: string, write: ClaimWrite, from?: string): Operation {
  const sortKey = claimSortKey(write);
  const place = { TableName: config.tableName(), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
  switch (write.action) {
    case 'take': {
      const Item = { tenantId, contactId: sortKey, ownerId, ...write.proof, ...write.sighted };
      const isFree = { ConditionExpression: 'attribute_not_exists(contactId)' };
      return { Put: { ...place, Item, ...(from === undefined ? isFree : ownedBy(from)) } };
    }
    case 'release':
      return { Delete: { ...place, Key: { tenantId, contactId: sortKey }, ...ownedBy(ownerId) } };
    case 'update': {
      const { verified, confirmed } = write.proof;
      const set = { verified, confirmed, ...(write.sighted && memoryOf(write.sighted)) };
      const expected = { ownerId, ...(write.read && memoryOf(write.read)) };
      return { Update: updateItem(tenantId, sortKey, { set: Object.entries(set), expected }) };
    }
  }
}

/** What a claim remembers of messages; `undefined` where that is nothing. */
const memoryOf = ({ named, with: others, withAt }: Sighted) => ({ named, with: others, withAt });

/** The condition that a contact owns a claim. */
export const ownedBy = (ownerId: string) => ({
  ConditionExpression: 'ownerId = :owner',
  ExpressionAttributeValues: { ':owner': ownerId },
});
