import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

/** `atOnce` is how many requests are in progress at a time. */
export type Traffic = { readonly senders: number; readonly messagesPerSender: number; readonly atOnce: number };

/** Sends the minimum of requests that the messages need, of the same kinds and on items of similar size. */
export async function sendBareRequests(
  db: DynamoDBDocumentClient,
  { senders, messagesPerSender, atOnce }: Traffic,
): Promise<void> {
  const tenantId = randomUUID();
  const left = Array.from({ length: senders * messagesPerSender }, (_, i) => i);
  const work = async () => {
    for (let i = left.shift(); i !== undefined; i = left.shift()) {
      // For an unknown sender, detectSender looks the claim up first. That of a later message may not be complete yet.
      await db.send(updateOf(tenantId, i % senders, i)).catch(ignoreMissing);
      if (i < senders) await db.send(createOf(tenantId, i));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

const TableName = 'contacts';
const by = `message:${randomUUID()}`;
const assertionOf = (n: number) => [`sender${n}@company.de`, 1_795_426_200_000, by];

function createOf(tenantId: string, n: number): TransactWriteCommand {
  const assertion = assertionOf(n);
  const sources = { manual: {}, sender: { firstName: assertion, lastName: assertion, email: assertion } };
  const condition = { ConditionExpression: 'attribute_not_exists(contactId)' };
  return new TransactWriteCommand({
    TransactItems: [
      { Put: { TableName, Item: { tenantId, contactId: `${n}`, sources, updatedAt: by }, ...condition } },
      { Put: { TableName, Item: { tenantId, contactId: `#${n}`, ownerId: by, named: assertion }, ...condition } },
    ],
  });
}

function updateOf(tenantId: string, n: number, at: number): UpdateCommand {
  return new UpdateCommand({
    TableName,
    Key: { tenantId, contactId: `#${n}` },
    UpdateExpression: 'SET named[1] = :at',
    ConditionExpression: 'attribute_exists(contactId)',
    ExpressionAttributeValues: { ':at': at },
  });
}

function ignoreMissing(error: Error): void {
  if (error.name !== 'ConditionalCheckFailedException') throw error;
}
