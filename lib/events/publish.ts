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

/** What PutEvents takes at once. */
const maxEntries = 10;

/** Puts events of one kind on the bus. Throws `unavailable` where not all of them are there; some may be. */
export async function publish<Detail>(
  { detailType }: CompiledEvent<Detail>,
  details: readonly NoInfer<Detail>[],
): Promise<void> {
  client ??= connect();
  const entries = details.map((detail) => ({
    EventBusName: config.eventBusName(),
    Source: 'contact-service',
    DetailType: detailType,
    Detail: JSON.stringify(detail),
  }));
  for (let at = 0; at < entries.length; at += maxEntries) {
    const put = new PutEventsCommand({ Entries: entries.slice(at, at + maxEntries) });
    const { FailedEntryCount } = await client.send(put).catch((cause: unknown) => unavailable(cause));
    if (FailedEntryCount) unavailable();
  }
}

function unavailable(cause?: unknown): never {
  throw new ContactError('unavailable', 'The event bus did not answer in time. Please try again.', { cause });
}
