import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import type { Identities } from '../../contacts/identities.ts';
import { uuidV7 } from '../../contacts/uuid.ts';
import { send } from '../table/client.ts';
import { type FailedConditions, failedConditions } from '../table/failedConditions.ts';
import { keys } from '../table/keys.ts';
import { claim, type Sighted } from './claims.ts';
import type { ContactItem } from './contactItem.ts';

export type NewContact = {
  readonly tenantId: string;
  readonly sources: ContactItem['sources'];
  readonly identities: Identities;
  readonly actor: string;
  readonly requestId: string;
};

/**
 * Puts a new contact with the claims of all its identities, all or nothing. Tells which conditions failed: the claims',
 * in the order of the identities, come second.
 */
export async function insertContact(
  { tenantId, sources, identities, actor, requestId }: NewContact,
  sighted?: Sighted,
): Promise<{ readonly inserted: ContactItem } | { readonly failed: FailedConditions }> {
  const now = Date.now();
  const at = new Date(now).toISOString();
  const item: ContactItem = {
    tenantId,
    contactId: keys.contact(uuidV7(now)),
    sources,
    identities,
    resolutionStatus: 'unresolved',
    version: 1,
    writeId: requestId,
    changedBy: actor,
    createdAt: at,
    updatedAt: at,
  };
  const Put = {
    TableName: config.tableName(),
    Item: item,
    ConditionExpression: 'attribute_not_exists(contactId)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
  const claims = Object.keys(identities).map((key) => claim(tenantId, keys.identity(key), item.contactId, sighted));
  try {
    await send((db) => db.send(new TransactWriteCommand({ TransactItems: [{ Put }, ...claims] })));
  } catch (error) {
    const failed = failedConditions(error);
    // The contact is there, and by this very request: only the reply was lost.
    if (failed[0]?.found?.writeId !== requestId) return { failed };
  }
  return { inserted: item };
}
