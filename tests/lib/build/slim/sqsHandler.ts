import {
  SendMessageBatchCommand,
  type SendMessageBatchCommandInput,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';

interface Event {
  client: SQSClientConfig;
  input: SendMessageBatchCommandInput;
}

/** Sends messages, with a client of the caller's choice. */
export const handler = async ({ client, input }: Event): Promise<unknown> =>
  new SQSClient(client).send(new SendMessageBatchCommand(input));
