import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { asksAnything, questionOf } from '../../contacts/question.ts';
import { pauseMilliseconds } from '../../contacts/turns.ts';
import { asContactItem, type ContactItem, isUnresolved } from '../contacts/contactItem.ts';
import { setDue } from '../resolution/resolutions.ts';
import { send } from '../table/client.ts';
import { contactRange, keys } from '../table/keys.ts';
import { writeIf } from '../table/writeIf.ts';
import { type CrmConnectionItem, findConnection } from './crmConnection.ts';

const pageSize = 50;

/**
 * Makes the next page of a tenant's unresolved contacts due, one after the other, because its connection is new; tells
 * whether there is more. What was done is kept, so that who is stopped can go on.
 */
export async function sweepContacts(tenantId: string): Promise<boolean> {
  const connection = await findConnection(tenantId);
  if (connection?.dueAt === undefined) return false;
  const query = new QueryCommand({
    TableName: config.tableName(),
    KeyConditionExpression: 'tenantId = :tenant AND contactId BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':tenant': tenantId, ':first': contactRange.first, ':last': contactRange.last },
    Limit: pageSize,
    ...(connection.sweptTo && { ExclusiveStartKey: { tenantId, contactId: connection.sweptTo } }),
  });
  const { Items = [], LastEvaluatedKey } = await send((db) => db.send(query));
  const unresolved = Items.map(asContactItem).filter(isToBeLookedUp);
  const from = Math.max(Date.now(), connection.sweptUntil ?? 0);
  await Promise.all(unresolved.map(({ contactId }, i) => setDue(tenantId, contactId, from + i * pauseMilliseconds)));
  const sweptTo = LastEvaluatedKey && String(LastEvaluatedKey.contactId);
  const isOurs = await keepPlace(connection, sweptTo, from + unresolved.length * pauseMilliseconds);
  return isOurs && sweptTo !== undefined;
}

const isToBeLookedUp = (contact: ContactItem): boolean =>
  isUnresolved(contact) && asksAnything(questionOf(contact.sources));

/** Keeps how far a sweep has come, on condition that it is still the same sweep and nobody else has gone on with it. */
async function keepPlace(seen: CrmConnectionItem, sweptTo: string | undefined, sweptUntil: number): Promise<boolean> {
  const place = seen.sweptTo === undefined ? 'attribute_not_exists(sweptTo)' : 'sweptTo = :seen';
  const update = new UpdateCommand({
    TableName: config.tableName(),
    Key: { tenantId: seen.tenantId, contactId: keys.crm() },
    UpdateExpression: sweptTo
      ? 'SET sweptTo = :to, sweptUntil = :until'
      : 'REMOVE sweptTo, sweptUntil, dueAt, dueShard',
    ConditionExpression: `revision = :revision AND ${place}`,
    ExpressionAttributeValues: {
      ':revision': seen.revision,
      ...(seen.sweptTo && { ':seen': seen.sweptTo }),
      ...(sweptTo && { ':to': sweptTo, ':until': sweptUntil }),
    },
  });
  return writeIf((db) => db.send(update));
}
