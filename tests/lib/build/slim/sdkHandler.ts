import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';

const commands = { BatchGetCommand, GetCommand, QueryCommand, TransactWriteCommand, UpdateCommand };

interface Event {
  client: DynamoDBClientConfig;
  command: keyof typeof commands;
  // Each command has an input of its own.
  input: never;
}

/** Sends one command of the caller's choice, with a client of the caller's choice. */
export const handler = async ({ client, command, input }: Event): Promise<unknown> => {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(client));
  const send = documents.send.bind(documents) as (command: unknown) => Promise<unknown>;
  return send(new commands[command](input));
};
