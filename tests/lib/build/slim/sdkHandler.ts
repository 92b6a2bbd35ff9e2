import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { createClient } from '#dynamoDbClient';

const commands = { BatchGetCommand, GetCommand, QueryCommand, TransactWriteCommand, UpdateCommand };

interface Event {
  command: keyof typeof commands;
  // Each command has an input of its own.
  input: never;
}

/** Sends one command of the caller's choice. */
export const handler = async ({ command, input }: Event): Promise<unknown> => {
  const documents = DynamoDBDocumentClient.from(createClient());
  const send = documents.send.bind(documents) as (command: unknown) => Promise<unknown>;
  return send(new commands[command](input));
};
