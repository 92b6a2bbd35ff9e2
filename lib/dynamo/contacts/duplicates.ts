import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { keys } from '../table/keys.ts';
import { writeIf } from '../table/writeIf.ts';

/** Why two contacts may be one person: what both of them are said to have, since when (epoch milliseconds) and by whom. */
export type Reason = {
  readonly field: 'email' | 'phone' | 'externalRef';
  readonly key: string;
  readonly at: number;
  readonly by: string;
};

/** Keeps the suggestion that two contacts are one person, for a person to decide. The first reason for it is kept. */
export async function suggestDuplicate(
  tenantId: string,
  pair: readonly [string, string],
  reason: Reason,
): Promise<void> {
  const [first, second] = pair.toSorted();
  const put = new PutCommand({
    TableName: config.tableName(),
    Item: { tenantId, contactId: keys.duplicate(`${first}`, `${second}`), reason },
    ConditionExpression: 'attribute_not_exists(contactId)',
  });
  await writeIf((db) => db.send(put));
}
