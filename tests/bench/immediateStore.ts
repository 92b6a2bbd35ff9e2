import type { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { replies } from './scenario.ts';

export * from '../../lib/dynamo/table/client.ts';

const [key, contact] = ['Item', 'Attributes'].map((name) => {
  const reply = Object.values(replies).find((each) => name in each);
  return { [name]: unmarshall(Reflect.get(reply ?? {}, name)) };
});

/**
 * Replaces `send` of lib/dynamo/table/client.ts: DynamoDB replies at once, and neither SDK nor network has any work.
 */
export const send = <Reply>(call: (db: DynamoDBDocumentClient) => Promise<Reply>): Promise<Reply> => call(db);

const db = {
  send: async ({ input }: GetCommand | UpdateCommand) => ('UpdateExpression' in input ? contact : key),
} as unknown as DynamoDBDocumentClient;
