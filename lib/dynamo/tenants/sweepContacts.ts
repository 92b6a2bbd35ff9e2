import { randomUUID } from 'node:crypto';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Settings } from '../../../schemas/settings.ts';
import { config } from '../../config.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { deriveCompanies } from '../../contacts/decisions/deriveCompany.ts';
import { changeContacts } from '../contacts/changeContacts.ts';
import { asContact } from '../contacts/getContact.ts';
import { send } from '../table/client.ts';
import { contactRange, keys } from '../table/keys.ts';
import { updateItem } from '../table/update.ts';
import { writeIf } from '../table/writeAll.ts';
import { findStoredSettings, type StoredSettings, settingsIn } from './settings.ts';

const pageSize = 100;
/** Each change needs a connection, of which the client has 50. */
const concurrency = 10;

/**
 * Applies the settings of a tenant to the next page of its contacts, if they are due. Returns whether there are more.
 * The progress is stored, so that another call can continue. A page that is repeated changes nothing more, and new
 * settings begin with the first contact.
 */
export async function sweepContacts(tenantId: string): Promise<boolean> {
  const stored = await findStoredSettings(tenantId);
  if (!stored?.sweep || stored.dueAt === undefined || Date.parse(stored.dueAt) > Date.now()) return false;
  const query = new QueryCommand({
    TableName: config.tableName(),
    KeyConditionExpression: 'tenantId = :tenant AND contactId BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':tenant': tenantId, ':first': contactRange.first, ':last': contactRange.last },
    Limit: pageSize,
    ...(stored.sweptTo && { ExclusiveStartKey: { tenantId, contactId: stored.sweptTo } }),
  });
  const { Items = [], LastEvaluatedKey } = await send((db) => db.send(query));
  const contacts = Items.map(asContact);
  await applyTo(contacts, settingsIn(stored));
  const sweptTo = LastEvaluatedKey && String(LastEvaluatedKey.contactId);
  const isSaved = await saveProgress({ ...stored, sweep: stored.sweep }, contacts.length, sweptTo);
  return isSaved && sweptTo !== undefined;
}

/** Derives the companies anew. Most contacts keep theirs, and cost no request. */
async function applyTo(contacts: readonly StoredContact[], settings: Settings): Promise<void> {
  const requestId = randomUUID();
  const decide = (contact: StoredContact) => deriveCompanies(contact, settings, Date.now());
  const changing = contacts.filter((contact) => !contact.mergedInto && decide(contact) !== 'unchanged');
  for (let i = 0; i < changing.length; i += concurrency) {
    const changes = changing.slice(i, i + concurrency).map((read) => {
      const { tenantId, contactId } = read;
      return changeContacts({ tenantId, contactIds: [contactId], requestId, read }, decide);
    });
    await Promise.all(changes);
  }
}

/**
 * Stores the progress, provided that the settings are the same and no other call has made progress. Returns whether it
 * was stored.
 */
function saveProgress(
  { tenantId, sweep, sweptTo: before }: StoredSettings & Required<Pick<StoredSettings, 'sweep'>>,
  count: number,
  sweptTo: string | undefined,
): Promise<boolean> {
  const finishedAt = sweptTo === undefined ? new Date().toISOString() : null;
  const progress = { ...sweep, finishedAt, contacts: sweep.contacts + count };
  const done = { dueAt: undefined, dueShard: undefined };
  const update = updateItem(tenantId, keys.settings(), {
    set: Object.entries({ sweep: progress, sweptTo, ...(finishedAt && done) }),
    expected: { sweep, sweptTo: before },
  });
  return writeIf(() => send((db) => db.send(new UpdateCommand(update))));
}
