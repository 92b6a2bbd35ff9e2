import { config } from '../../config.ts';
import type { Claim, ClaimUpdate } from '../../contacts/claims.ts';
import { keys } from '../table/keys.ts';
import { updateItem } from '../table/update.ts';
import type { Operation } from '../table/writeAll.ts';

/** Reads a stored claim. The table holds only what lib/dynamo wrote, so its form is not checked again. */
export const asClaim = (item: Record<string, unknown>): Claim => item as Claim;

/**
 * Takes a claim, by its sort key. The condition fails, and returns the claim, where another contact than `from` owns
 * it; without `from`, where any contact does.
 */
export const claimOperation = (tenantId: string, key: string, claim: Claim, from?: string): Operation => ({
  Put: {
    TableName: config.tableName(),
    Item: { tenantId, contactId: key, ...claim },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    ...(from === undefined
      ? { ConditionExpression: 'attribute_not_exists(contactId)' }
      : { ConditionExpression: 'ownerId = :from', ExpressionAttributeValues: { ':from': from } }),
  },
});

/** Releases a claim, by its sort key. The condition fails where the contact does not own it. */
export const releaseOperation = (tenantId: string, key: string, ownerId: string): Operation => ({
  Delete: {
    TableName: config.tableName(),
    Key: { tenantId, contactId: key },
    ConditionExpression: 'ownerId = :owner',
    ExpressionAttributeValues: { ':owner': ownerId },
  },
});

/** Changes what a claim remembers of messages. The condition fails where the claim is no longer as it was read. */
export const updateClaimOperation = (tenantId: string, { key, read, sighted }: ClaimUpdate): Operation => ({
  Update: updateItem(tenantId, keys.identity(key), {
    set: [
      ['seen', sighted.seen],
      ['named', sighted.named],
    ],
    expected: { ownerId: read.ownerId, seen: read.seen, named: read.named },
  }),
});
