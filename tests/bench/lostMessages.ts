import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';

/**
 * Counts the senders of a tenant that are not exactly one contact with one claim, and those whose newest message, at
 * the time `newest`, was not recorded. `senders` is how many there are.
 */
export async function countLost(
  client: DynamoDBDocumentClient,
  tenantId: string,
  { senders, newest }: { senders: number; newest: number },
): Promise<number> {
  const owners = new Map<string, number>();
  const contacts: string[] = [];
  const query = {
    TableName: 'contacts',
    KeyConditionExpression: 'tenantId = :tenant',
    ExpressionAttributeValues: { ':tenant': tenantId },
  };
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    for (const { contactId, ownerId, named } of Items) {
      if (!String(contactId).startsWith('#')) contacts.push(contactId);
      else if (named?.[1] === newest) owners.set(ownerId, (owners.get(ownerId) ?? 0) + 1);
    }
  }
  const complete = contacts.filter((contactId) => owners.get(contactId) === 1).length;
  return Math.max(senders - complete, contacts.length - senders, 0);
}
