import { config } from '../../config.ts';
import type { Claim, ClaimUpdate } from '../../contacts/claims.ts';
import { keys } from '../table/keys.ts';
import { updateItem } from '../table/update.ts';
import type { Operation } from '../table/writeAll.ts';

/** Reads a stored claim. The table holds only what lib/dynamo wrote, so its form is not checked again. */
export const asClaim = (item: Record<string, unknown>): Claim => item as Claim;

/** Takes a claim, by its sort key. The condition fails, and returns the claim, where any contact owns it. */
export const claimOperation = (tenantId: string, key: string, claim: Claim): Operation => ({
  Put: {
    TableName: config.tableName(),
    Item: { tenantId, contactId: key, ...claim },
    ConditionExpression: 'attribute_not_exists(contactId)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

/**
 * Moves a claim, by its sort key, from one contact to another. It keeps the first message, and forgets the name, which
 * is the sender name of the former owner. The condition fails where that contact does not own it.
 */
export const moveOperation = (tenantId: string, key: string, from: string, to: string): Operation => ({
  Update: updateItem(tenantId, key, {
    set: [
      ['ownerId', to],
      ['named', undefined],
    ],
    expected: { ownerId: from },
  }),
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
