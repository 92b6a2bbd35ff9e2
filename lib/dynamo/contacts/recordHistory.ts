import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { historyEntry } from '../../contacts/history.ts';
import { send } from '../table/client.ts';
import { feedKeys, keys } from '../table/keys.ts';
import { writeIf } from '../table/writeAll.ts';
import type { StreamedContact } from './streamedContact.ts';

/** How long a write may take until its time counts as late, in milliseconds: less than a page of the feed waits. */
const patience = 10_000;

/**
 * Adds a change to the history of its contact, if callers see it. An entry that is there already stays as it is: a
 * change has one, however often it is recorded. Throws `unavailable`.
 *
 * The feed finds the entry by the time of this write. A function that Lambda freezes meanwhile may write much later,
 * behind tokens that have passed that time: then it writes a later one.
 */
export async function recordHistory({ before, after }: StreamedContact): Promise<void> {
  const entry = after && historyEntry(before, after);
  if (!after || !entry) return;
  const { tenantId, contactId } = after;
  let feed: ReturnType<typeof feedKeys> | undefined;
  let at: number;
  do {
    const late = feed?.feedKey ?? '';
    at = Date.now();
    feed = feedKeys(tenantId, contactId, entry.version, new Date(at).toISOString());
    const put = new PutCommand({
      TableName: config.tableName(),
      Item: { tenantId, contactId: keys.history(contactId, entry.version), ...feed, ...entry },
      ConditionExpression: 'attribute_not_exists(contactId) OR feedKey = :late',
      ExpressionAttributeValues: { ':late': late },
    });
    await writeIf(() => send((db) => db.send(put)));
  } while (Date.now() - at > patience);
}
