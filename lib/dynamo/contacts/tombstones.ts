import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Erasure } from '../../../schemas/api/deleteContact.ts';
import { config } from '../../config.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { send } from '../table/client.ts';
import { keys } from '../table/keys.ts';
import { updateItem } from '../table/update.ts';
import type { Operation } from '../table/writeAll.ts';
import type { StreamedContact } from './streamedContact.ts';
import { writeForFeed } from './writeForFeed.ts';

/** One day longer than the feed's tokens, in milliseconds. */
const lifetime = 31 * 86_400_000;

/** The time at which DynamoDB deletes a tombstone, in seconds. */
const expiryOf = (now: number): number => Math.floor((now + lifetime) / 1000);

/** Stores the receipt of an erasure in place of a contact, as part of the transaction that removes it. */
export const tombstoneOperation = ({ tenantId, contactId }: StoredContact, receipt: Erasure): Operation => ({
  Put: {
    TableName: config.tableName(),
    Item: { tenantId, contactId: keys.tombstone(contactId), receipt, expiresAt: expiryOf(Date.now()) },
  },
});

/** Finds the receipt of the erasure of a contact. Strongly consistent. */
export async function findReceipt(tenantId: string, contactId: string): Promise<Erasure | undefined> {
  const Key = { tenantId, contactId: keys.tombstone(contactId) };
  const get = new GetCommand({ TableName: config.tableName(), Key, ConsistentRead: true });
  const { Item } = await send((db) => db.send(get));
  // The tombstone of a contact that was merged has none: only the feed needs it.
  return Item?.receipt;
}

/**
 * Lets the feed name a contact that was erased, that was merged into another one, or that was taken out of it again.
 * The feed reads what has become of it. Throws `unavailable`.
 */
export async function recordTombstone({ before, after }: StreamedContact): Promise<void> {
  if (!before || (after && before.mergedInto === after.mergedInto)) return;
  const { tenantId, contactId } = before;
  const key = keys.tombstone(contactId);
  await writeForFeed({ tenantId, contactId, key }, ({ feed }) => {
    const set = Object.entries({ ...feed, expiresAt: expiryOf(Date.now()) });
    return send((db) => db.send(new UpdateCommand(updateItem(tenantId, key, { set }))));
  });
}
