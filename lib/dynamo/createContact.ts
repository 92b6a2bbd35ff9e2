import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../config.ts';
import { identityFields, identityKey } from '../contacts/identities.ts';
import { assertedBy, type Said } from '../contacts/statements.ts';
import { uuidV7 } from '../contacts/uuid.ts';
import { claim, identityTaken } from './claims.ts';
import { send } from './client.ts';
import type { ContactItem } from './contactItem.ts';
import { failedConditions } from './failedConditions.ts';
import { keys } from './keys.ts';

type Creation = { readonly tenantId: string; readonly said: Said; readonly actor: string; readonly requestId: string };

/**
 * Creates a contact and claims its email and phone, all or nothing. Throws `identity_taken` where another contact holds
 * one of them.
 */
export async function createContact({ tenantId, said, actor, requestId }: Creation): Promise<ContactItem> {
  const now = Date.now();
  const claimed = identityFields.flatMap((field) => {
    const value = said[field];
    return value ? [{ field, value, key: identityKey(field, value) }] : [];
  });
  const at = new Date(now).toISOString();
  const item: ContactItem = {
    tenantId,
    contactId: keys.contact(uuidV7(now)),
    sources: { manual: assertedBy(actor, now, said) },
    identities: Object.fromEntries(claimed.map(({ field, value, key }) => [key, { kind: field, value }])),
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
  const operations = [{ Put }, ...claimed.map(({ key }) => claim(tenantId, key, item.contactId))];
  try {
    await send((db) => db.send(new TransactWriteCommand({ TransactItems: operations })));
  } catch (error) {
    const failed = failedConditions(error);
    // The contact is there, and by this very request: only the reply was lost.
    if (failed[0]?.found?.writeId !== requestId) throw identityTaken(claimed, failed) ?? error;
  }
  return item;
}
