import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { historyEntry } from '../../contacts/history.ts';
import { send } from '../table/client.ts';
import { keys } from '../table/keys.ts';
import { writeIf } from '../table/writeAll.ts';
import { forgetMergedIn } from './formerSurvivors.ts';
import { findContact } from './getContact.ts';
import type { StreamedContact } from './streamedContact.ts';
import { writeForFeed } from './writeForFeed.ts';

/**
 * Adds a change to the history of its contact, if callers see it. An entry that is there already stays as it is: a
 * change has one, however often it is recorded. An erased contact has none, however late its changes are recorded.
 * Throws `unavailable`.
 */
export async function recordHistory({ before, after }: StreamedContact): Promise<void> {
  const entry = after && historyEntry(before, after);
  if (!after || !entry) return;
  const { tenantId, contactId } = after;
  const place = { tenantId, contactId: keys.history(contactId, entry.version) };
  await writeForFeed({ tenantId, contactId, key: place.contactId }, ({ feed, late = '' }) => {
    const put = new PutCommand({
      TableName: config.tableName(),
      Item: { ...place, ...feed, ...entry },
      ConditionExpression: 'attribute_not_exists(contactId) OR feedKey = :late',
      ExpressionAttributeValues: { ':late': late },
    });
    return writeIf(() => send((db) => db.send(put)));
  });
  // The entry of a contact that is erased only after this read is among those that erasing it finds.
  const { merged = [] } = entry.parts ?? {};
  const [own, ...parts] = await Promise.all([contactId, ...merged].map((id) => findContact(tenantId, id)));
  if (own === undefined) {
    await send((db) => db.send(new DeleteCommand({ TableName: config.tableName(), Key: place })));
    return;
  }
  const erased = new Set(merged.filter((_, i) => !parts[i]));
  if (erased.size > 0) await forgetMergedIn(tenantId, contactId, erased);
}
