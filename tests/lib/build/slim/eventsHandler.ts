import {
  EventBridgeClient,
  type EventBridgeClientConfig,
  PutEventsCommand,
  type PutEventsCommandInput,
} from '@aws-sdk/client-eventbridge';

interface Event {
  client: EventBridgeClientConfig;
  input: PutEventsCommandInput;
}

/** Puts events, with a client of the caller's choice. */
export const handler = async ({ client, input }: Event): Promise<unknown> =>
  new EventBridgeClient(client).send(new PutEventsCommand(input));
