import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { CompiledEvent } from '../../schemas/event.ts';
import { config } from '../config.ts';
import { ContactError } from '../contacts/ContactError.ts';

let client: EventBridgeClient | undefined;

function connect(): EventBridgeClient {
  const endpoint = config.eventsEndpoint();
  return new EventBridgeClient({
    region: config.region(),
    ...(endpoint && { endpoint }),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
  });
}

/** Puts an event on the bus. Throws `unavailable`. */
export async function publish<Detail>({ detailType }: CompiledEvent<Detail>, detail: NoInfer<Detail>): Promise<void> {
  client ??= connect();
  const entry = {
    EventBusName: config.eventBusName(),
    Source: 'contact-service',
    DetailType: detailType,
    Detail: JSON.stringify(detail),
  };
  const put = client.send(new PutEventsCommand({ Entries: [entry] }));
  const { FailedEntryCount } = await put.catch((cause: unknown) => unavailable(cause));
  if (FailedEntryCount) unavailable();
}

function unavailable(cause?: unknown): never {
  throw new ContactError('unavailable', 'The event bus did not answer in time. Please try again.', { cause });
}
