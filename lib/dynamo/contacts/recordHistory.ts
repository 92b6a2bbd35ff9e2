import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { historyEntry } from '../../contacts/history.ts';
import { send } from '../table/client.ts';
import { keys } from '../table/keys.ts';
import { writeIf } from '../table/writeAll.ts';
import type { StreamedContact } from './streamedContact.ts';

/**
 * Adds a change to the history of its contact, if callers see it. An entry that is there already stays as it is: a
 * change has one, however often it is recorded. Throws `unavailable`.
 */
export async function recordHistory({ before, after }: StreamedContact): Promise<void> {
  const entry = after && historyEntry(before, after);
  if (!after || !entry) return;
  const put = new PutCommand({
    TableName: config.tableName(),
    Item: { tenantId: after.tenantId, contactId: keys.history(after.contactId, entry.version), ...entry },
    ConditionExpression: 'attribute_not_exists(contactId)',
  });
  await writeIf(() => send((db) => db.send(put)));
}
